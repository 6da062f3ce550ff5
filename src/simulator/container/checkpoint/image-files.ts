import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import { type NamedNode, namedNode, type NamedPart, nodeOfNamed } from '../graph/named-node.ts';
import { emptyShape, newObject, type Node, putTogether, readParts } from '../graph/node.ts';

/*
 * The part of the kernel's graph that belongs to a container, cut out along its border and laid down in files, as CRIU
 * lays down its images: every object is written once, under the number of the order in which it was met; what belongs to
 * the host is written as a name.
 */

/** What is to be done with an object that was met. */
export type Treatment =
  | { readonly as: 'external'; readonly name: string }
  /** `file` is the image file that it begins or goes into; null: the one of the object it was met from. `view`: what to write. */
  | { readonly as: 'written'; readonly file: string | null; readonly view: object };

/** The files by name, in the order in which they were begun. `treat` is asked once for every object. */
export function writeImageFiles(root: object, first: string, treat: (object: object) => Treatment): ReadonlyMap<string, Uint8Array> {
  const known = new Map<object, readonly [number | string]>();
  const met: { readonly view: object; readonly file: string }[] = [];
  const meet = (object: object, from: string): readonly [number | string] => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const treatment = treat(object);
    const name = treatment.as === 'external' ? treatment.name : met.push({ view: treatment.view, file: treatment.file ?? from }) - 1;
    known.set(object, [name]);
    return [name];
  };
  meet(root, first);
  const empty = emptyShape();
  const files = new Map<string, (readonly [number, NamedNode])[]>();
  // The list grows while it is gone through.
  for (let number = 0; number < met.length; number++) {
    const { view, file } = met[number] as (typeof met)[number];
    const nodes = files.get(file) ?? [];
    files.set(file, nodes);
    nodes.push([number, namedNode(view, empty, (part) => (typeof part === 'object' && part !== null ? meet(part, file) : (part as NamedPart)))]);
  }
  return new Map([...files].map(([name, nodes]) => [name, encodeUtf8(JSON.stringify(nodes))]));
}

/** An image that is being read: its objects in the order in which they were met, the root first, empty until they are filled. */
export interface OpenedImage {
  readonly objects: readonly object[];
  /** Fills the objects of one file, or with null all that are left; names of the host's are looked up by `find`. */
  fill(file: string | null, find: (name: string) => object | undefined): void;
}

/** The objects in these files, in the order in which they were met. Throws where a file is damaged. */
export function openImageFiles(files: ReadonlyMap<string, Uint8Array>): OpenedImage {
  const empty = emptyShape();
  const nodes: Node[] = [];
  const left = new Map<string, number[]>();
  for (const [name, bytes] of files) {
    const parts = JSON.parse(decodeUtf8(bytes)) as [number, NamedNode][];
    for (const [number, node] of parts) nodes[number] = nodeOfNamed(node, empty);
    left.set(name, parts.map(([number]) => number));
  }
  const objects = nodes.map(newObject);
  return {
    objects,
    fill: (file, find) => {
      const read = (part: unknown): unknown => {
        if (part === null || typeof part !== 'object') return part;
        const [name] = part as readonly [number | string];
        const found = typeof name === 'string' ? find(name) : objects[name];
        if (found === undefined) throw new Error(`There is no ${name} here.`);
        return found;
      };
      for (const name of file === null ? [...left.keys()] : [file]) {
        for (const number of left.get(name) ?? []) putTogether(objects[number] as object, readParts(nodes[number] as Node, read));
        left.delete(name);
      }
    },
  };
}
