import type { PageTableImage } from '../memory/page-table.ts';
import type { SavedWorld } from './saved-world.ts';

/** The parts of a saved world, and empty ones in place of those that are missing. */
export class BlankParts {
  readonly saved: SavedWorld;
  readonly #tables: Map<number, PageTableImage>;
  readonly #states: Map<number, Uint8Array>;
  #next: number;

  constructor(saved: SavedWorld) {
    this.#tables = new Map(saved.tables);
    this.#states = new Map(saved.states);
    this.#next = Math.max(0, ...saved.tables.keys(), ...saved.states.keys()) + 1;
    this.saved = { ...saved, tables: this.#tables, states: this.#states };
  }

  /** Number of a table in which nothing was ever written. */
  table(kind: PageTableImage['kind'], pageCount: number): number {
    this.#tables.set(this.#next, { kind, pageCount, root: { owner: null, directories: [] } });
    return this.#next++;
  }

  state(state: Uint8Array): number {
    this.#states.set(this.#next, state);
    return this.#next++;
  }
}

/** The entries that are there; each that is not is told of as `what`. */
export function presentEntries<Entry>(entries: readonly (Entry | null)[] | undefined, what: string, lost: string[]): Entry[] {
  const there: Entry[] = [];
  for (const entry of entries ?? []) {
    if (entry === null) lost.push(what);
    else there.push(entry);
  }
  return there;
}

/** Whether a list in it, at any depth, has an entry that is missing. */
export function lacksEntries(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if (Array.isArray(part)) return part.some((entry) => entry === null || lacksEntries(entry));
  return Object.values(part).some(lacksEntries);
}
