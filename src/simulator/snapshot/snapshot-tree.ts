import type { SnapshotMethod, TakenSnapshot } from './saved-state.ts';

/** A snapshot in its tree. */
export interface SnapshotNode extends TakenSnapshot {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
  readonly description: string;
  readonly method: SnapshotMethod;
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

  /** How many were ever taken: the number in the next one's default name is one more. */
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
    const ordered: SnapshotNode[] = [];
    const visit = (parent: string | null): void => {
      for (const node of this.#nodes.values()) {
        if (node.parent !== parent) continue;
        ordered.push(node);
        visit(node.id);
      }
    };
    visit(null);
    return ordered;
  }

  /** Adds a snapshot of the running state, which from now on descends from it. */
  add(node: Omit<SnapshotNode, 'id' | 'parent'>): SnapshotNode {
    this.#taken++;
    const added = { ...node, id: `snapshot-${this.#taken}`, parent: this.#current };
    this.#nodes.set(added.id, added);
    this.#current = added.id;
    return added;
  }

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
