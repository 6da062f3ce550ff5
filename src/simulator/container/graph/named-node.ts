import { bytesOf, bytesText } from './bytes-text.ts';
import { type Node, type Shape, takeApart, withName } from './node.ts';

type Atom = string | number | boolean | null;
/** A part as JSON: an atom, or in a list of one what another object is called. */
export type NamedPart = Atom | readonly [number | string];

/** An object as JSON that names its own parts, so that it is read without shapes beside it. */
export type NamedNode =
  | readonly ['object', ...(readonly [string, NamedPart])[]]
  | readonly ['list' | 'set', ...NamedPart[]]
  | readonly ['map', ...(readonly [NamedPart, NamedPart])[]]
  | readonly ['numbers', ...number[]]
  /** How many there are, and in hexadecimal those before the zeros at the end. */
  | readonly ['bytes', number, string];

/** The object as JSON. `write` says what stands for each part, and is asked in their order; shapes grow from `empty`. */
export function namedNode(object: object, empty: Shape, write: (part: unknown) => NamedPart): NamedNode {
  const { kind, parts } = takeApart(object, empty);
  if (kind === 'bytes') return [kind, parts.length, bytesText(parts as Uint8Array)];
  if (kind === 'numbers') return [kind, ...(parts as Uint32Array)];
  const written = (parts as readonly unknown[]).map(write);
  if (kind === 'list' || kind === 'set') return [kind, ...written];
  if (kind === 'map') return [kind, ...pairs(written)];
  return ['object', ...written.map((part, index) => [kind.names[index] as string, part] as const)];
}

function pairs(parts: readonly NamedPart[]): (readonly [NamedPart, NamedPart])[] {
  return Array.from({ length: parts.length / 2 }, (_, index) => [parts[2 * index] as NamedPart, parts[2 * index + 1] as NamedPart]);
}

/** The node that was written; bytes and numbers are whole, other parts still stand for what they are. */
export function nodeOfNamed(named: NamedNode, empty: Shape): Node {
  switch (named[0]) {
    case 'bytes':
      return { kind: 'bytes', parts: bytesOf(named[1], named[2]) };
    case 'numbers':
      return { kind: 'numbers', parts: Uint32Array.from(named.slice(1) as number[]) };
    case 'map':
      return { kind: 'map', parts: named.slice(1).flat() };
    case 'list':
    case 'set':
      return { kind: named[0], parts: named.slice(1) };
    case 'object': {
      const fields = named.slice(1) as (readonly [string, NamedPart])[];
      return { kind: fields.map(([name]) => name).reduce(withName, empty), parts: fields.map(([, part]) => part) };
    }
  }
}
