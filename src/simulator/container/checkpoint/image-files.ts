import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import { bytesOf, bytesText } from '../graph/bytes-text.ts';

/*
 * The part of the kernel's graph that belongs to a container, cut out along its border and laid down in files, as CRIU
 * lays down its images: every object is written once, under the number of the order in which it was met; what belongs to
 * the host is written as a name.
 */

type Atom = string | number | boolean | null;
/** A value is an atom, or in a list of one the number of an object, or the name of something of the host. */
type Written = Atom | readonly [number | string];
type Node =
  | readonly ['object', ...(readonly [string, Written])[]]
  | readonly ['list' | 'set', ...Written[]]
  | readonly ['map', ...(readonly [Written, Written])[]]
  /** How many there are, and in hexadecimal those before the zeros at the end. */
  | readonly ['bytes', number, string];

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
  const files = new Map<string, (readonly [number, Node])[]>();
  // The list grows while it is gone through.
  for (let number = 0; number < met.length; number++) {
    const { view, file } = met[number] as (typeof met)[number];
    const nodes = files.get(file) ?? [];
    files.set(file, nodes);
    nodes.push([number, nodeOf(view, (value) => (typeof value === 'object' && value !== null ? meet(value, file) : (value as Atom)))]);
  }
  return new Map([...files].map(([name, nodes]) => [name, encodeUtf8(JSON.stringify(nodes))]));
}

function nodeOf(value: object, written: (value: unknown) => Written): Node {
  if (value instanceof Map) return ['map', ...[...value].map(([key, part]) => [written(key), written(part)] as const)];
  if (value instanceof Set) return ['set', ...[...value].map(written)];
  if (Array.isArray(value)) return ['list', ...value.map(written)];
  if (value instanceof Uint8Array) return ['bytes', value.length, bytesText(value)];
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return ['object', ...parts.map(([key, part]) => [key, written(part)] as const)];
}

/** An image that is being read: its objects in the order in which they were met, the root first, empty until they are filled. */
export interface OpenedImage {
  readonly objects: readonly object[];
  /** Fills the objects of one file, or with null all that are left; names of the host's are looked up by `find`. */
  fill(file: string | null, find: (name: string) => object | undefined): void;
}

export function openImageFiles(files: ReadonlyMap<string, Uint8Array>): OpenedImage {
  const nodes: Node[] = [];
  const left = new Map<string, number[]>();
  for (const [name, bytes] of files) {
    const parts = JSON.parse(decodeUtf8(bytes)) as [number, Node][];
    for (const [number, node] of parts) nodes[number] = node;
    left.set(name, parts.map(([number]) => number));
  }
  const objects = nodes.map(begin);
  return {
    objects,
    fill: (file, find) => {
      const read = (value: Written): unknown => {
        if (value === null || typeof value !== 'object') return value;
        const [name] = value;
        const found = typeof name === 'string' ? find(name) : objects[name];
        if (found === undefined) throw new Error(`There is no ${name} here.`);
        return found;
      };
      for (const name of file === null ? [...left.keys()] : [file]) {
        for (const number of left.get(name) ?? []) fillObject(objects[number] as object, nodes[number] as Node, read);
        left.delete(name);
      }
    },
  };
}

function begin(node: Node): object {
  switch (node[0]) {
    case 'bytes':
      return bytesOf(node[1], node[2]);
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    case 'list':
      return [];
    case 'object':
      return {};
  }
}

function fillObject(object: object, node: Node, read: (value: Written) => unknown): void {
  switch (node[0]) {
    case 'bytes':
      return;
    case 'map':
      for (const [key, value] of node.slice(1) as (readonly [Written, Written])[]) (object as Map<unknown, unknown>).set(read(key), read(value));
      return;
    case 'set':
      for (const value of node.slice(1)) (object as Set<unknown>).add(read(value));
      return;
    case 'list':
      for (const value of node.slice(1)) (object as unknown[]).push(read(value));
      return;
    case 'object':
      for (const [key, value] of node.slice(1) as (readonly [string, Written])[]) (object as Record<string, unknown>)[key] = read(value);
  }
}
