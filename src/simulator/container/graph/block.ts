import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import { bytesOf, bytesText } from './bytes-text.ts';
import { type Node, type Shape, withName } from './node.ts';

/*
 * Nodes as JSON: `{"shapes": [[name, ...], ...], "nodes": [...]}`. A node is a list: the number of its shape or the word
 * for its kind, then its parts; null for a place that is free. A part is an atom, or a list of one: the place of another
 * object as a number, or in quotes a number that JSON has not. Bytes have their length and, in hexadecimal, all but the
 * zeros at their end; large ones have their length alone, and are kept beside the blocks.
 */

type JsonAtom = string | number | boolean | null;
type JsonPart = JsonAtom | readonly [number | string];
type JsonNode = readonly [number | string, ...JsonPart[]] | null;
interface JsonBlock {
  readonly shapes: readonly (readonly string[])[];
  readonly nodes: readonly JsonNode[];
}

/** What a node needs to be written: also the places of the objects among its parts, in order. */
export interface PlacedNode extends Node {
  readonly places: readonly number[];
  /** Its bytes are kept beside the blocks. */
  readonly isLarge: boolean;
}

/** Throws for what is no plain data. */
export function encodeBlock(nodes: readonly (PlacedNode | null)[]): Uint8Array {
  const shapes = new Map<Shape, number>();
  let text = '';
  for (const node of nodes) text += node === null ? ',null' : `,${nodeText(node, shapes)}`;
  return encodeUtf8(`{"shapes":${JSON.stringify(Array.from(shapes.keys(), (shape) => shape.names))},"nodes":[${text.slice(1)}]}`);
}

function nodeText({ kind, parts, places, isLarge }: PlacedNode, shapes: Map<Shape, number>): string {
  if (kind === 'bytes') return isLarge ? `["bytes",${parts.length}]` : `["bytes",${parts.length},"${bytesText(parts as Uint8Array)}"]`;
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

/**
 * The nodes as they were written: bytes and numbers are whole, other parts as JSON has them, for `decodePart`, since the
 * objects that they are may come later. The shapes grow from `empty`; `largeAt` has the bytes beside the blocks, by the node's
 * number in this one and their length. Throws where it is damaged.
 */
export function decodeBlock(bytes: Uint8Array, empty: Shape, largeAt: (index: number, length: number) => Uint8Array): (Node | null)[] {
  const { shapes, nodes } = JSON.parse(decodeUtf8(bytes)) as JsonBlock;
  const known = shapes.map((names) => names.reduce(withName, empty));
  return nodes.map((node, index) => node && decodeNode(node, known, (length) => largeAt(index, length)));
}

function decodeNode([kind, ...parts]: NonNullable<JsonNode>, shapes: readonly Shape[], large: (length: number) => Uint8Array): Node {
  switch (kind) {
    case 'map':
    case 'set':
    case 'list':
      return { kind, parts };
    case 'bytes':
      return { kind, parts: parts.length === 1 ? large(parts[0] as number) : bytesOf(parts[0] as number, parts[1] as string) };
    case 'numbers':
      return { kind, parts: Uint32Array.from(parts as number[]) };
    default: {
      const shape = shapes[kind as number];
      if (shape?.names.length !== parts.length) throw new Error('A part of the graph has an unknown shape.');
      return { kind: shape, parts };
    }
  }
}

/** Bytes that were kept beside the blocks. Throws where they are missing or of another length. */
export function largeBytes(length: number, bytes: Uint8Array | undefined): Uint8Array {
  if (bytes?.length !== length) throw new Error('Bytes of the graph are missing.');
  // Room behind them, for a file to grow, belongs to whoever wrote them.
  return bytes.buffer.byteLength === length ? bytes : bytes.slice();
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
