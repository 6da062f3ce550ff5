import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import { type Node, type Shape, withName } from './node.ts';

/*
 * Nodes as JSON: `{"shapes": [[name, ...], ...], "nodes": [...]}`. A node is a list: the number of its shape or the word
 * for its kind, then its parts; null for a place that is free. A part is an atom, or a list of one: the place of another
 * object as a number, or in quotes a number that JSON has not.
 */

type JsonAtom = string | number | boolean | null;
type JsonPart = JsonAtom | readonly [number | string];
type JsonNode = readonly [number | string, ...JsonPart[]] | null;
interface JsonBlock {
  readonly shapes: readonly (readonly string[])[];
  readonly nodes: readonly JsonNode[];
}

/** `placesOf` tells the places of the objects among the parts of a node, in order. Throws for what is no plain data. */
export function encodeBlock<Given extends Node>(nodes: readonly (Given | null)[], placesOf: (node: Given) => readonly number[]): Uint8Array {
  const shapes = new Map<Shape, number>();
  let text = '';
  for (const node of nodes) text += node === null ? ',null' : `,${nodeText(node, placesOf(node), shapes)}`;
  return encodeUtf8(`{"shapes":${JSON.stringify(Array.from(shapes.keys(), (shape) => shape.names))},"nodes":[${text.slice(1)}]}`);
}

function nodeText({ kind, parts }: Node, places: readonly number[], shapes: Map<Shape, number>): string {
  if (kind === 'bytes') return `["bytes","${hexadecimal(parts as Uint8Array)}"]`;
  if (kind === 'numbers') return `["numbers"${parts.length > 0 ? ',' : ''}${(parts as Uint32Array).join()}]`;
  let text: string;
  if (typeof kind === 'string') text = `["${kind}"`;
  else {
    const number = shapes.get(kind) ?? shapes.size;
    shapes.set(kind, number);
    text = `[${number}`;
  }
  let met = 0;
  for (const part of parts) text += typeof part === 'object' && part !== null ? `,[${places[met++]}]` : `,${atomText(part)}`;
  return `${text}]`;
}

function atomText(part: unknown): string {
  switch (typeof part) {
    case 'object':
      return 'null';
    case 'number':
      return Number.isFinite(part) ? String(part) : `["${part}"]`;
    case 'string':
      return JSON.stringify(part);
    case 'boolean':
      return part ? 'true' : 'false';
    default:
      throw new Error(`A ${typeof part} is no plain data.`);
  }
}

const HEXADECIMAL = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexadecimal(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEXADECIMAL[byte] as string;
  return text;
}

/** A node whose parts are not known yet, since the objects that they are may come later. */
export interface DecodedNode {
  readonly kind: Node['kind'];
  /** Bytes and numbers are whole; other parts are as JSON has them, for `decodePart`. */
  readonly parts: Node['parts'];
}

/** The shapes grow from `empty`. Throws where the bytes are no block. */
export function decodeBlock(bytes: Uint8Array, empty: Shape): (DecodedNode | null)[] {
  const { shapes, nodes } = JSON.parse(decodeUtf8(bytes)) as JsonBlock;
  const known = shapes.map((names) => names.reduce(withName, empty));
  return nodes.map((node) => node && decodeNode(node, known));
}

function decodeNode([kind, ...parts]: NonNullable<JsonNode>, shapes: readonly Shape[]): DecodedNode {
  switch (kind) {
    case 'map':
    case 'set':
    case 'list':
      return { kind, parts };
    case 'bytes':
      return { kind, parts: bytesOf(parts[0] as string) };
    case 'numbers':
      return { kind, parts: Uint32Array.from(parts as number[]) };
    default: {
      const shape = shapes[kind as number];
      if (shape?.names.length !== parts.length) throw new Error('A part of the graph has an unknown shape.');
      return { kind: shape, parts };
    }
  }
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => parseInt(text.slice(2 * index, 2 * index + 2), 16));
}

/** What a part in JSON stands for. Throws where that is an object that is not there. */
export function decodePart(part: unknown, objectAt: (place: number) => object | null | undefined): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const [place] = part as readonly [number | string];
  if (typeof place === 'string') return Number(place);
  const found = objectAt(place);
  if (!found) throw new Error('A part of the graph is missing.');
  return found;
}
