import { elementsPerPage, type ContentKind } from '../memory/contents.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import { VCPU_BYTES } from '../machine/virtual-cpu.ts';
import type { SavedHeader, SavedWorld } from './saved-world.ts';

type Root = PageTableImage['root'];
type Directory = NonNullable<Root['directories'][number]>;

/** A saved world does not fit together; the message is one sentence. */
export class DamagedWorld extends Error {
  override readonly name = 'DamagedWorld';

  constructor(how: string) {
    super(`The saved world is damaged: ${how}`);
  }
}

/** Puts page tables together again, sharing what was shared. */
export class SavedParts {
  readonly #leaves: SavedWorld['leaves'];
  readonly #directories: readonly Directory[];
  readonly #images: readonly PageTableImage[];

  constructor(header: SavedHeader, leaves: SavedWorld['leaves']) {
    this.#leaves = leaves;
    const nodes = leaves.map((data) => ({ owner: null, data }));
    this.#directories = header.directories.map((numbers) => ({
      owner: null,
      leaves: numbers.map((number) => (number === -1 ? undefined : part(nodes, number))),
    }));
    this.#images = header.images.map(({ kind, pageCount, directories }) => ({
      kind,
      pageCount,
      root: {
        owner: null,
        directories: directories.map((number) => (number === -1 ? undefined : part(this.#directories, number))),
      },
    }));
    for (const kind of ['numbers', 'bytes'] as const) this.#checkLeaves(kind);
  }

  image(number: number): PageTableImage {
    return part(this.#images, number);
  }

  device(number: number): Uint8Array {
    const state = part(this.#leaves, number);
    if (!(state instanceof Uint8Array)) throw new DamagedWorld('a device state is not made of bytes.');
    if (state.length < VCPU_BYTES) throw new DamagedWorld('a device state is cut short.');
    return state;
  }

  /** Directories are shared between images, so each is looked into once. */
  #checkLeaves(kind: ContentKind): void {
    const images = this.#images.filter((image) => image.kind === kind);
    const length = new PageTable(kind, 1).pagesPerLeaf * elementsPerPage(kind);
    for (const directory of new Set(images.flatMap((image) => image.root.directories))) {
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

function part<Part>(parts: readonly Part[], number: number): Part {
  const found = parts[number];
  if (found === undefined) throw new DamagedWorld(`part ${number} is missing.`);
  return found;
}
