import type { SnapshotContents, SnapshotMethod, TakenSnapshot } from './saved-state.ts';

/** A snapshot in its tree. */
export interface SnapshotNode extends TakenSnapshot {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
  readonly description: string;
  readonly method: SnapshotMethod;
  /** `machine` where not given, as in worlds that were saved before there was anything else. */
  readonly contents?: SnapshotContents;
  /** Whether the guest wrote everything to the disk first. */
  readonly quiesced?: boolean;
  /** Size of the file that a background snapshot is in. */
  readonly fileBytes?: number;
  /** The guest's own checksum in it; absent where the guest has none. */
  readonly checksum?: string;
  /** Whether the machine ran when it was taken, and so runs after rolling back to it. */
  readonly wasRunning: boolean;
}

/**
 * The snapshots of one machine. Each descends from the state the machine was in when it was taken; rolling back moves
 * the current position, so that the next snapshot starts a new branch.
 */
export class SnapshotTree {
  readonly #nodes = new Map<string, SnapshotNode>();
  #current: string | null = null;
  #taken = 0;

  /** The snapshot that the running state descends from, or null where it was booted. */
  get current(): string | null {
    return this.#current;
  }

  /** How many were ever begun: the number in the next one's id and default name is one more. */
  get taken(): number {
    return this.#taken;
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(id: string): SnapshotNode | undefined {
    return this.#nodes.get(id);
  }

  /** Parents before children, and brothers by age. */
  nodes(): readonly SnapshotNode[] {
    const children = new Map<string | null, SnapshotNode[]>();
    for (const node of this.#nodes.values()) {
      const brothers = children.get(node.parent);
      if (brothers === undefined) children.set(node.parent, [node]);
      else brothers.push(node);
    }
    const ordered: SnapshotNode[] = [];
    // A chain may be longer than the stack is deep.
    const ahead = [...(children.get(null) ?? [])].reverse();
    for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
      ordered.push(node);
      ahead.push(...[...(children.get(node.id) ?? [])].reverse());
    }
    return ordered;
  }

  /** Those taken of states that descend from this one directly. */
  childrenOf(id: string): readonly SnapshotNode[] {
    return [...this.#nodes.values()].filter(({ parent }) => parent === id);
  }

  /** An id for a snapshot that is begun now; no other will have it. */
  begin(): string {
    return `snapshot-${++this.#taken}`;
  }

  /** Adds a snapshot of the running state, which from now on descends from it. */
  add(node: Omit<SnapshotNode, 'id' | 'parent'>, id = this.begin()): SnapshotNode {
    const added = { ...node, id, parent: this.#current };
    this.#nodes.set(id, added);
    this.#current = id;
    return added;
  }

  /** Adds a snapshot that comes from elsewhere: the running state does not descend from it, nor it from another. */
  addRoot(node: Omit<SnapshotNode, 'id' | 'parent'>): SnapshotNode {
    const added = { ...node, id: this.begin(), parent: null };
    this.#nodes.set(added.id, added);
    return added;
  }

  /** The running state is this snapshot's from now on, as after a roll back. */
  moveTo(id: string): void {
    this.#current = id;
  }

  /** The running state is gone; what comes after it begins anew and descends from no snapshot. */
  startOver(): void {
    this.#current = null;
  }

  rename(id: string, name: string): void {
    const node = this.#nodes.get(id);
    if (node !== undefined) this.#nodes.set(id, { ...node, name });
  }

  describe(id: string, description: string): void {
    const node = this.#nodes.get(id);
    if (node !== undefined) this.#nodes.set(id, { ...node, description });
  }

  /** Takes one out; its children then descend from its parent. Their states are whole, so nothing else changes. */
  remove(id: string): void {
    const node = this.#nodes.get(id);
    if (node === undefined) return;
    for (const child of this.#nodes.values()) {
      if (child.parent === id) this.#nodes.set(child.id, { ...child, parent: node.parent });
    }
    this.#nodes.delete(id);
    if (this.#current === id) this.#current = node.parent;
  }

  /** Puts a saved tree in place of this one. */
  restore(nodes: readonly SnapshotNode[], current: string | null, taken: number): void {
    this.#nodes.clear();
    for (const node of nodes) this.#nodes.set(node.id, node);
    this.#current = current;
    this.#taken = taken;
  }
}
