import type { DeviceState } from '../machine/device-state.ts';
import type { PageTableImage } from '../memory/page-table.ts';
import type { SavedWorld } from './saved-world.ts';

type Root = PageTableImage['root'];

/** States of up to this many bytes, but for zeros at their end, are known again by their content. */
const SMALL_STATE = 1_024;

/** What a save gathers beside its header: page tables and states, each under the number that the header calls it. */
interface GatheredParts {
  readonly tables: Map<number, PageTableImage>;
  readonly states: Map<number, DeviceState>;
}

/**
 * The numbers under which the headers of a world's saves name page tables and states. Whatever has not changed since
 * the last save keeps its number, so that what speaks of it is, byte for byte, what was saved before.
 */
export class PartNumbers {
  readonly #roots = new WeakMap<Root, number>();
  readonly #knownStates = new WeakMap<DeviceState, number>();
  /** Numbers of states by content: what a machine in the same state saves is a new object each time. */
  #stateContents = new Map<string, number>();
  #next = 0;

  /** Goes on where the save that these parts were read from left off. */
  constructor({ tables, states }: Pick<SavedWorld, 'tables' | 'states'>) {
    for (const [number, { root }] of tables) this.#roots.set(root, number);
    for (const [number, state] of states) {
      this.#knownStates.set(state, number);
      const content = contentOf(state);
      if (content !== null) this.#stateContents.set(content, number);
    }
    for (const number of [...tables.keys(), ...states.keys()]) this.#next = Math.max(this.#next, number + 1);
  }

  /** A collection to be filled by one save. */
  gather(): PartCollection {
    const contents = this.#stateContents;
    const contentsNow = new Map<string, number>();
    this.#stateContents = contentsNow;
    const parts: GatheredParts = { tables: new Map(), states: new Map() };
    return {
      parts,
      table: ({ kind, pageCount, root }) => {
        const number = this.#roots.get(root) ?? this.#next++;
        this.#roots.set(root, number);
        parts.tables.set(number, { kind, pageCount, root });
        return number;
      },
      state: (state) => {
        let number = this.#knownStates.get(state);
        if (number === undefined) {
          const content = contentOf(state);
          number = (content === null ? undefined : (contentsNow.get(content) ?? contents.get(content))) ?? this.#next++;
          if (content !== null) contentsNow.set(content, number);
          this.#knownStates.set(state, number);
        }
        parts.states.set(number, state);
        return number;
      },
    };
  }
}

/** Tells small states from each other; null for a large one, which is known again by being the same object. */
function contentOf(state: DeviceState): string | null {
  let end = state.length;
  while (end > 0 && state[end - 1] === 0) end--;
  return end > SMALL_STATE ? null : `${state.length}:${state.subarray(0, end).join()}`;
}

/** Takes in parts and returns the numbers for the header. */
export interface PartCollection {
  readonly parts: GatheredParts;
  /** A page table as it was captured: what is shared stays shared, and nothing is copied. */
  readonly table: (image: PageTableImage) => number;
  /** A state as bytes, which nobody writes to any more. */
  readonly state: (state: DeviceState) => number;
}
