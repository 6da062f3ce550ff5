import { VCPU_BYTES } from '../machine/virtual-cpu.ts';
import { elementsPerPage, type ContentKind } from '../memory/contents.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import type { SavedWorld } from './saved-world.ts';

/** A saved world does not fit together; the message is one sentence. */
export class DamagedWorld extends Error {
  override readonly name = 'DamagedWorld';
  /** What is wrong, as the end of a sentence. */
  readonly how: string;

  constructor(how: string) {
    super(`The saved world is damaged: ${how}`);
    this.how = how;
  }
}

/** The page tables and states of a saved world, by the numbers that its header calls them. */
export class SavedParts {
  readonly #tables: SavedWorld['tables'];
  readonly #states: SavedWorld['states'];

  constructor({ tables, states }: Pick<SavedWorld, 'tables' | 'states'>) {
    this.#tables = tables;
    this.#states = states;
    for (const kind of ['numbers', 'bytes'] as const) this.#checkLeaves(kind);
  }

  table(number: number): PageTableImage {
    return part(this.#tables, number);
  }

  state(number: number, what = 'state'): Uint8Array {
    const state: unknown = part(this.#states, number);
    if (!(state instanceof Uint8Array)) throw new DamagedWorld(`a ${what} is not made of bytes.`);
    return state;
  }

  device(number: number): Uint8Array {
    const state = this.state(number, 'device state');
    if (state.length < VCPU_BYTES) throw new DamagedWorld('a device state is cut short.');
    return state;
  }

  /** Directories are shared between tables, so each is looked into once. */
  #checkLeaves(kind: ContentKind): void {
    const tables = [...this.#tables.values()].filter((table) => table.kind === kind);
    const length = new PageTable(kind, 1).pagesPerLeaf * elementsPerPage(kind);
    for (const directory of new Set(tables.flatMap((table) => table.root.directories))) {
      for (const leaf of directory?.leaves ?? []) {
        if (leaf === undefined) continue;
        const isOfKind = kind === 'bytes' ? leaf.data instanceof Uint8Array : leaf.data instanceof Uint32Array;
        if (!isOfKind || leaf.data.length !== length) {
          throw new DamagedWorld('a part of its memory has the wrong size or kind.');
        }
      }
    }
  }
}

function part<Part>(parts: ReadonlyMap<number, Part>, number: number): Part {
  const found = parts.get(number);
  if (found === undefined) throw new DamagedWorld(`part ${number} is missing.`);
  return found;
}
