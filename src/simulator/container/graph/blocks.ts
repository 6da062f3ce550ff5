import { decodeBlock, decodePart, encodeBlock } from './block.ts';
import { emptyShape, isUnchanged, newObject, type Node, putTogether, type Shape, takeApart } from './node.ts';

/** Objects in a block, where nobody says otherwise. */
const BLOCK_SIZE = 256;

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
 * whoever changes the graph need not tell.
 */
export class GraphBlocks<Root extends object> {
  readonly root: Root;
  readonly #size: number;
  readonly #empty: Shape;
  /** By their places; null where one is free. */
  readonly #entries: (Entry | null)[] = [];
  readonly #entryOf = new Map<object, Entry>();
  #blocks: readonly Uint8Array[] = [];
  /** Numbers of blocks that have changed since they were written. */
  readonly #changed = new Set<number>();
  /** Places that nobody has, the first one last. */
  #free: number[] = [];
  #sweeps = 0;

  constructor(root: Root, size = BLOCK_SIZE, empty = emptyShape()) {
    this.root = root;
    this.#size = size;
    this.#empty = empty;
  }

  /** The graph that `write` wrote with blocks of this size, to go on with. Throws where it is damaged. */
  static read<Root extends object>(blocks: readonly Uint8Array[], size = BLOCK_SIZE): GraphBlocks<Root> {
    const empty = emptyShape();
    const decoded = blocks.map((block) => decodeBlock(block, empty));
    if (decoded.slice(0, -1).some(({ length }) => length !== size)) throw new Error('A block of the graph is cut short.');
    const nodes = decoded.flat();
    const objects = nodes.map((node) => node && newObject(node));
    const [root] = objects;
    if (!root) throw new Error('The graph has no root.');
    const graph = new GraphBlocks(root as Root, size, empty);
    graph.#fill(objects, nodes);
    graph.#blocks = blocks;
    return graph;
  }

  /** The blocks of the graph as it is now; one that has not changed is the same object as in the last answer. */
  write(): readonly Uint8Array[] {
    this.#look();
    const count = Math.ceil(this.#entries.length / this.#size);
    const blocks = this.#blocks.slice(0, count);
    for (const number of this.#changed) {
      if (number >= count) continue;
      const written = this.#encode(number);
      const before = blocks[number];
      if (before === undefined || !isSame(before, written)) blocks[number] = written;
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
      for (const entry of this.#entries) {
        if (entry && !isUnchanged(entry.object, entry)) putTogether(entry.object, entry);
      }
    }
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
      const parts = Array.isArray(node.parts) ? node.parts.map((part) => decodePart(part, objectAt)) : node.parts;
      putTogether(entry.object, { kind: node.kind, parts });
      this.#note(entry, { kind: node.kind, parts }, []);
    });
    this.#listFree();
  }

  /** Notes which objects have changed, come and gone. */
  #look(): void {
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
    for (const part of node.parts as readonly unknown[]) {
      if (typeof part !== 'object' || part === null) continue;
      let other = this.#entryOf.get(part);
      if (other === undefined) {
        other = this.#add(part, this.#free.pop() ?? this.#entries.length);
        added.push(other);
      }
      refersTo.push(other);
    }
    entry.refersTo = refersTo.length > 0 ? refersTo : NOTHING;
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
    return Math.floor(place / this.#size);
  }

  #encode(number: number): Uint8Array {
    const entries = this.#entries.slice(number * this.#size, (number + 1) * this.#size);
    return encodeBlock(entries, (entry) => entry.refersTo.map(({ place }) => place));
  }
}

function isSame(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}
