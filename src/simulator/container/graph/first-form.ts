import { decodeUtf8 } from '../../kernel/utf8.ts';
import { type NamedNode, type NamedPart, nodeOfNamed } from './named-node.ts';
import { emptyShape, newObject, putTogether, readParts } from './node.ts';

/** Bytes are all in hexadecimal; references are places in the list. */
type FirstNode = Exclude<NamedNode, readonly ['bytes', number, string]> | readonly ['bytes', string];

/** Reads a graph that is one list of nodes, as the saved kernels of version 1 have it. Throws where it is damaged. */
export function readFirstForm(bytes: Uint8Array): unknown {
  const empty = emptyShape();
  const nodes = (JSON.parse(decodeUtf8(bytes)) as FirstNode[]).map((node) => nodeOfNamed(node[0] === 'bytes' ? ['bytes', node[1].length / 2, node[1]] : node, empty));
  const objects = nodes.map(newObject);
  const read = (part: unknown): unknown => {
    if (part === null || typeof part !== 'object') return part;
    const [place] = part as Exclude<NamedPart, string | number | boolean | null>;
    const found = objects[place as number];
    if (found === undefined) throw new Error('A part of the graph is missing.');
    return found;
  };
  nodes.forEach((node, place) => {
    putTogether(objects[place] as object, readParts(node, read));
  });
  return objects[0];
}
