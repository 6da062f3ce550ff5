import { decodeUtf8, encodeUtf8 } from '../kernel/utf8.ts';

/*
 * Plain data with shared references and cycles, as bytes: every object is written once, in the order in which it is met,
 * and named by its place. Maps, sets, lists, arrays of bytes and of 32-bit words, and plain objects; no classes, no functions.
 */

type Atom = string | number | boolean | null;
/** A value is an atom, or the place of an object in a list of one. */
type Written = Atom | readonly [number];
type Node =
  | readonly ['object', ...(readonly [string, Written])[]]
  | readonly ['list' | 'set', ...Written[]]
  | readonly ['map', ...(readonly [Written, Written])[]]
  | readonly ['bytes' | 'words', string];

/** Writes a graph of plain data. Throws for what is none. */
export function writeGraph(root: object): Uint8Array {
  const places = new Map<object, number>();
  const objects: object[] = [];
  const written = (value: unknown): Written => {
    if (typeof value === 'object' && value !== null) {
      let place = places.get(value);
      if (place === undefined) {
        place = objects.push(value) - 1;
        places.set(value, place);
      }
      return [place];
    }
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw new Error(`A ${typeof value} is no plain data.`);
  };
  written(root);
  const nodes: Node[] = [];
  // The list grows while it is gone through.
  for (let index = 0; index < objects.length; index++) nodes.push(nodeOf(objects[index] as object, written));
  return encodeUtf8(JSON.stringify(nodes));
}

function nodeOf(value: object, written: (value: unknown) => Written): Node {
  if (value instanceof Map) return ['map', ...[...value].map(([key, part]) => [written(key), written(part)] as const)];
  if (value instanceof Set) return ['set', ...[...value].map(written)];
  if (Array.isArray(value)) return ['list', ...value.map(written)];
  if (value instanceof Uint8Array) return ['bytes', [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')];
  if (value instanceof Uint32Array) return ['words', value.join(' ')];
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return ['object', ...parts.map(([key, part]) => [key, written(part)] as const)];
}

/** Reads what `writeGraph` wrote. Throws where it is damaged. */
export function readGraph(bytes: Uint8Array): unknown {
  const nodes = JSON.parse(decodeUtf8(bytes)) as Node[];
  const objects = nodes.map(([kind, first]) => {
    if (kind === 'bytes') return Uint8Array.from({ length: first.length / 2 }, (_, index) => parseInt(first.slice(2 * index, 2 * index + 2), 16));
    if (kind === 'words') return Uint32Array.from(first === '' ? [] : first.split(' '), Number);
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
    case 'words':
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
