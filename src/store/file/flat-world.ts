import type { PageTableImage, SavedWorld } from '../../simulator/index.ts';

type Directory = NonNullable<PageTableImage['root']['directories'][number]>;
type Leaf = NonNullable<Directory['leaves'][number]>;
export type LeafData = Leaf['data'];

/** Stands for a directory or a leaf of zeros. */
const ZEROS = -1;

/** A saved world without references, for files: whatever is shared is there once, and is called by its place in a list. */
export interface FlatWorld extends Pick<SavedWorld, 'header' | 'trace'> {
  /** Each with its number, and the places of its directories. */
  readonly tables: readonly (readonly [number: number, kind: PageTableImage['kind'], pageCount: number, directories: readonly number[]])[];
  /** Each with the places of its leaves. */
  readonly directories: readonly (readonly number[])[];
  /** Each with its number, and its place among the leaves. */
  readonly states: readonly (readonly [number: number, leaf: number])[];
  readonly leaves: readonly LeafData[];
}

export function flatten({ header, trace, tables, states }: SavedWorld): FlatWorld {
  const leaves = new Places<Leaf>();
  const directories = new Places<Directory>();
  const flatTables = Array.from(tables, ([number, { kind, pageCount, root }]) =>
    [number, kind, pageCount, Array.from(root.directories, (directory) => directories.of(directory))] as const,
  );
  const flatDirectories = directories.all.map((directory) => Array.from(directory.leaves, (leaf) => leaves.of(leaf)));
  const data = leaves.all.map((leaf) => leaf.data);
  const flatStates = Array.from(states, ([number, state]) => [number, data.push(state) - 1] as const);
  return { header, trace, tables: flatTables, directories: flatDirectories, states: flatStates, leaves: data };
}

/** Puts page tables together again, sharing what was shared. Throws where a place leads nowhere. */
export function restoreShape({ header, trace, tables, directories, states, leaves }: FlatWorld): SavedWorld {
  const nodes = leaves.map((data): Leaf => ({ data }));
  const restored = directories.map((places): Directory => ({
    owner: null,
    leaves: places.map((place) => at(nodes, place)),
  }));
  return {
    version: 2,
    header,
    trace,
    tables: new Map(tables.map(([number, kind, pageCount, places]) => [
      number,
      { kind, pageCount, root: { owner: null, directories: places.map((place) => at(restored, place)) } },
    ])),
    states: new Map(states.map(([number, place]) => [number, at(leaves, place) as Uint8Array])),
  };
}

/** What the header of the first layout had in it beside what it has now. */
interface FirstHeader extends Pick<FlatWorld, 'directories' | 'trace'> {
  readonly images: readonly { readonly kind: PageTableImage['kind']; readonly pageCount: number; readonly directories: readonly number[] }[];
}

/** A world of a file's first layout, in which the header called tables by their place, and states by that of a leaf. */
export function fromFirstLayout(header: string, leaves: readonly LeafData[]): SavedWorld {
  const { images, directories, trace, ...rest } = JSON.parse(header) as FirstHeader;
  const ofTables = new Set(directories.flat());
  const isState = (leaf: LeafData, place: number): boolean => leaf instanceof Uint8Array && !ofTables.has(place);
  return restoreShape({
    header: JSON.stringify(rest),
    trace,
    tables: images.map(({ kind, pageCount, directories: places }, number) => [number, kind, pageCount, places]),
    directories,
    states: leaves.flatMap((leaf, place) => (isState(leaf, place) ? [[place, place] as const] : [])),
    leaves,
  });
}

function at<Item>(items: readonly Item[], place: number): Item | undefined {
  if (place === ZEROS) return undefined;
  const item = items[place];
  if (item === undefined) throw new Error(`There is nothing at place ${place}.`);
  return item;
}

/** Gives each thing a place in a list, the same to the same thing. */
class Places<Item extends object> {
  readonly all: Item[] = [];
  readonly #places = new Map<Item, number>();

  of(item: Item | undefined): number {
    if (item === undefined) return ZEROS;
    const known = this.#places.get(item);
    if (known !== undefined) return known;
    const place = this.all.push(item) - 1;
    this.#places.set(item, place);
    return place;
  }
}
