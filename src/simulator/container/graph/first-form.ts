import { decodeUtf8 } from '../../kernel/utf8.ts';

/** A value is an atom, or the place of an object in a list of one. */
type Written = string | number | boolean | null | readonly [number];
type Node =
  | readonly ['object', ...(readonly [string, Written])[]]
  | readonly ['list' | 'set', ...Written[]]
  | readonly ['map', ...(readonly [Written, Written])[]]
  | readonly ['bytes', string];

/** Reads a graph as it was saved before there were blocks: in one piece. Throws where it is damaged. */
export function readFirstForm(bytes: Uint8Array): unknown {
  const nodes = JSON.parse(decodeUtf8(bytes)) as Node[];
  const objects = nodes.map(([kind, first]) => {
    if (kind === 'bytes') return Uint8Array.from({ length: first.length / 2 }, (_, index) => parseInt(first.slice(2 * index, 2 * index + 2), 16));
    if (kind === 'map') return new Map<unknown, unknown>();
    if (kind === 'set') return new Set<unknown>();
    return kind === 'list' ? ([] as unknown[]) : {};
  });
  const read = (value: Written): unknown => {
    if (value === null || typeof value !== 'object') return value;
    const [place] = value;
    const found = objects[place];
    if (found === undefined) throw new Error('A part of the graph is missing.');
    return found;
  };
  nodes.forEach((node, index) => {
    fillNode(objects[index] ?? {}, node, read);
  });
  return objects[0];
}

function fillNode(object: object, node: Node, read: (value: Written) => unknown): void {
  const [kind, ...parts] = node;
  switch (kind) {
    case 'bytes':
      return;
    case 'map':
      for (const [key, value] of parts as (readonly [Written, Written])[]) (object as Map<unknown, unknown>).set(read(key), read(value));
      return;
    case 'set':
      for (const value of parts as Written[]) (object as Set<unknown>).add(read(value));
      return;
    case 'list':
      for (const value of parts as Written[]) (object as unknown[]).push(read(value));
      return;
    case 'object':
      for (const [key, value] of parts as (readonly [string, Written])[]) (object as Record<string, unknown>)[key] = read(value);
  }
}
