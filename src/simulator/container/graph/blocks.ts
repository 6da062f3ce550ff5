import { lastOf } from '../../kernel/steps.ts';
import { decodeBlock, decodePart, encodeBlock, largeBytes } from './block.ts';
import { emptyShape, isUnchanged, newObject, type Node, putTogether, readParts, type Shape, takeApart } from './node.ts';

/** What is in a block. */
interface BlockLimits {
  /** So many objects. */
  readonly objects: number;
  /** Bytes in one piece, of which more are kept beside the blocks. */
  readonly bytes: number;
}

/** What a block holds in saves: small enough that a change of one object writes little, large enough that there are few. */
export const LIMITS: BlockLimits = { objects: 256, bytes: 4096 };

/** A graph as it is saved. */
export interface WrittenGraph {
  readonly blocks: readonly Uint8Array[];
  /** Bytes too large for a block, by the places of their objects. */
  readonly large: ReadonlyMap<number, Uint8Array>;
}

/** An object, as it was at the last look. */
interface Entry extends Node {
  readonly object: object;
  readonly place: number;
  kind: Node['kind'];
  parts: Node['parts'];
  /** Those of its parts that are objects. */
  refersTo: readonly Entry[];
  /** The last sweep that reached it. */
  sweep: number;
}

const NOTHING: readonly never[] = [];

/**
 * A graph of plain data that is saved again and again. Each object has a place, which it keeps as long as it can be
 * reached from the root, and the places are cut into blocks: one in which nothing has changed is the same bytes as
 * before. What has changed is found by comparing every object with what it was, a few nanoseconds for each part; so
 * whoever changes the graph need not tell. Bytes alone are never changed in place, only replaced.
 */
export class GraphBlocks<Root extends object> {
  readonly root: Root;
  readonly #limits: BlockLimits;
  readonly #empty: Shape;
  /** By their places; null where one is free. */
  readonly #entries: (Entry | null)[] = [];
  readonly #entryOf = new Map<object, Entry>();
  #blocks: readonly Uint8Array[] = [];
  /** Numbers of blocks that have changed since they were written. */
  readonly #changed = new Set<number>();
  /** Bytes that are kept beside the blocks, by their places. */
  readonly #large = new Map<number, Uint8Array>();
  /** Places that nobody has, the first one last. */
  #free: number[] = [];
  #sweeps = 0;
  /** Writes what is left of a writing that was started: it needs the objects as they were at its look. */
  #finishWriting: () => void = () => undefined;

  constructor(root: Root, limits = LIMITS, empty = emptyShape()) {
    this.root = root;
    this.#limits = limits;
    this.#empty = empty;
  }

  /** The graph that `write` wrote with the same limits, to go on with. Throws where it is damaged. */
  static read<Root extends object>({ blocks, large }: WrittenGraph, limits = LIMITS): GraphBlocks<Root> {
    const empty = emptyShape();
    const decoded = blocks.map((block, number) => decodeBlock(block, empty, (index, length) => largeBytes(length, large.get(number * limits.objects + index))));
    if (decoded.slice(0, -1).some(({ length }) => length !== limits.objects)) throw new Error('A block of the graph is cut short.');
    const nodes = decoded.flat();
    const objects = nodes.map((node) => node && newObject(node));
    const [root] = objects;
    if (!root) throw new Error('The graph has no root.');
    const graph = new GraphBlocks(root as Root, limits, empty);
    graph.#fill(objects, nodes);
    graph.#blocks = blocks;
    return graph;
  }

  /** The graph as it is now; a block that has not changed is the same object as in the last answer. */
  write(): WrittenGraph {
    return lastOf(this.startWriting());
  }

  /**
   * The same in steps, between which the graph may change: what is written is the graph at the moment of this call.
   * What is left to do is done at the latest when the next look is due.
   */
  startWriting(): Generator<void, WrittenGraph> {
    this.#look();
    const large = new Map(this.#large);
    const encoding = this.#encodeChanged();
    let blocks: readonly Uint8Array[] | undefined;
    const step = (): void => {
      const { done, value } = encoding.next();
      if (done === true) blocks = value;
    };
    this.#finishWriting = () => {
      while (blocks === undefined) step();
    };
    return (function* () {
      while (blocks === undefined) {
        step();
        yield;
      }
      return { blocks, large };
    })();
  }

  *#encodeChanged(): Generator<void, readonly Uint8Array[]> {
    const count = Math.ceil(this.#entries.length / this.#limits.objects);
    const blocks = this.#blocks.slice(0, count);
    for (const number of this.#changed) {
      if (number >= count) continue;
      const written = this.#encode(number);
      const before = blocks[number];
      if (before === undefined || !isSame(before, written)) blocks[number] = written;
      yield;
    }
    this.#changed.clear();
    this.#blocks = blocks;
    return blocks;
  }

  /** Does something to the graph that is undone afterwards, to the last detail. */
  tryOut<Result>(action: () => Result): Result {
    this.#look();
    try {
      return action();
    } finally {
      this.#undo();
    }
  }

  /** Does something to the graph that is undone where it throws. */
  attempt<Result>(action: () => Result): Result {
    this.#look();
    try {
      return action();
    } catch (error) {
      this.#undo();
      throw error;
    }
  }

  /** Puts back what has changed since the last look. */
  #undo(): void {
    for (const entry of this.#entries) if (entry && !isUnchanged(entry.object, entry)) putTogether(entry.object, entry);
  }

  #fill(objects: readonly (object | null)[], nodes: ReturnType<typeof decodeBlock>): void {
    const objectAt = (place: number): object | null | undefined => objects[place];
    objects.forEach((object, place) => {
      if (object) this.#add(object, place);
      else this.#entries[place] = null;
    });
    nodes.forEach((node, place) => {
      const entry = this.#entries[place];
      if (!entry || node === null) return;
      const read = readParts(node, (part) => decodePart(part, objectAt));
      putTogether(entry.object, read);
      this.#note(entry, read, []);
    });
    this.#listFree();
  }

  /** Notes which objects have changed, come and gone. */
  #look(): void {
    this.#finishWriting();
    const isFirst = this.#entries.length === 0;
    const changed = isFirst ? [this.#add(this.root, 0)] : [];
    for (const entry of this.#entries) if (entry && !isUnchanged(entry.object, entry)) changed.push(entry);
    if (changed.length === 0) return;
    // Depth first, so that what belongs together stands together.
    for (let entry = changed.pop(); entry !== undefined; entry = changed.pop()) {
      this.#note(entry, takeApart(entry.object, this.#empty), changed);
      this.#changed.add(this.#blockOf(entry.place));
    }
    if (!isFirst) this.#sweep();
  }

  /** `added` takes in the entries of objects that are new. */
  #note(entry: Entry, node: Node, added: Entry[]): void {
    entry.kind = node.kind;
    entry.parts = node.parts.length > 0 ? node.parts : NOTHING;
    const refersTo: Entry[] = [];
    for (const part of Array.isArray(node.parts) ? (node.parts as readonly unknown[]) : NOTHING) {
      if (typeof part !== 'object' || part === null) continue;
      let other = this.#entryOf.get(part);
      if (other === undefined) {
        other = this.#add(part, this.#free.pop() ?? this.#entries.length);
        added.push(other);
      }
      refersTo.push(other);
    }
    entry.refersTo = refersTo.length > 0 ? refersTo : NOTHING;
    if (this.#isLarge(entry)) this.#large.set(entry.place, entry.parts as Uint8Array);
  }

  #add(object: object, place: number): Entry {
    const entry: Entry = { object, place, kind: this.#empty, parts: NOTHING, refersTo: NOTHING, sweep: 0 };
    this.#entries[place] = entry;
    this.#entryOf.set(object, entry);
    return entry;
  }

  /** Frees the places of objects that cannot be reached any more. */
  #sweep(): void {
    const sweep = ++this.#sweeps;
    const reached = this.#entries.slice(0, 1);
    for (let entry = reached.pop(); entry; entry = reached.pop()) {
      entry.sweep = sweep;
      for (const other of entry.refersTo) {
        if (other.sweep === sweep) continue;
        other.sweep = sweep;
        reached.push(other);
      }
    }
    for (const entry of this.#entries) {
      if (entry === null || entry.sweep === sweep) continue;
      this.#entries[entry.place] = null;
      this.#entryOf.delete(entry.object);
      this.#large.delete(entry.place);
      this.#changed.add(this.#blockOf(entry.place));
    }
    this.#listFree();
  }

  #listFree(): void {
    while (this.#entries.at(-1) === null) this.#entries.pop();
    this.#free = [];
    for (let place = this.#entries.length - 1; place >= 0; place--) if (this.#entries[place] === null) this.#free.push(place);
  }

  #blockOf(place: number): number {
    return Math.floor(place / this.#limits.objects);
  }

  #encode(number: number): Uint8Array {
    const { objects } = this.#limits;
    const entries = this.#entries.slice(number * objects, (number + 1) * objects);
    return encodeBlock(entries.map((entry) => entry && {
      kind: entry.kind, parts: entry.parts, places: entry.refersTo.map(({ place }) => place), isLarge: this.#isLarge(entry),
    }));
  }

  #isLarge({ kind, parts }: Node): boolean {
    return kind === 'bytes' && parts.length > this.#limits.bytes;
  }
}

function isSame(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}
