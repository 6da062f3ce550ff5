import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { PageTableImage, SavedWorld, WorldEvent } from '../../simulator/index.ts';
import type { KeptWorld } from '../world-store.ts';
import { jsonOfRows, rowsOfJson } from './json-rows.ts';
import type { PageContents } from './page-contents.ts';
import type { RowKind, Slot, SlotRows } from './slot.ts';

type Root = PageTableImage['root'];

/** More events than this beside those that a saved world keeps are cleared out. */
const SPARE_EVENTS = 2_000;

/** Keeps a world in a slot: each save writes the rows that differ from the last. */
export class WorldRows {
  readonly #slot: Slot;
  readonly #contents: PageContents;
  /** Texts of the rows of a kind as they are in the database. */
  #written: Record<'world' | 'header', Map<string, string>> = { world: new Map(), header: new Map() };
  #roots = new Map<number, Root>();
  #states = new Map<number, Uint8Array>();
  #lastEvent: WorldEvent | undefined;
  #eventCount = 0;
  #isKnown = false;

  constructor(slot: Slot, contents: PageContents) {
    this.#slot = slot;
    this.#contents = contents;
  }

  /** Forgets what is in the database; the next save writes all rows anew. */
  forget(): void {
    this.#isKnown = false;
  }

  /** In steps, each of which writes a row or looks at some. */
  *save({ world, origin, pristine }: KeptWorld): Generator<void, void> {
    if (!this.#isKnown) this.#begin();
    const { version, header, tables, states, trace } = world;
    this.#saveTexts('world', new Map([['', JSON.stringify({ version, origin, pristine })]]));
    this.#saveTexts('header', rowsOfJson(header));
    yield* this.#saveTables(tables);
    yield* this.#saveStates(states);
    yield* this.#saveEvents(trace);
  }

  /** Throws where a row is damaged, or something that it names is missing. */
  read(): KeptWorld {
    const rows = this.#slot.read();
    const directoryOf = this.#contents.reader();
    const kept = keptFromRows(rows, (bytes) => tableFrom(bytes, directoryOf));
    this.#written = { world: texts(rows.world), header: texts(rows.header) };
    this.#roots = new Map(Array.from(kept.world.tables, ([number, { root }]) => [number, root]));
    this.#states = new Map(kept.world.states);
    this.#lastEvent = kept.world.trace.at(-1);
    this.#eventCount = kept.world.trace.length;
    this.#isKnown = true;
    return kept;
  }

  #begin(): void {
    this.#slot.clear();
    this.#written = { world: new Map(), header: new Map() };
    this.#roots = new Map();
    this.#states = new Map();
    this.#lastEvent = undefined;
    this.#eventCount = 0;
    this.#isKnown = true;
  }

  #saveTexts(kind: 'world' | 'header', rows: Map<string, string>): void {
    const before = this.#written[kind];
    for (const [key, text] of rows) if (before.get(key) !== text) this.#slot.put(kind, key, text);
    this.#removeOthers(kind, before.keys(), rows);
    this.#written[kind] = rows;
  }

  *#saveTables(tables: SavedWorld['tables']): Generator<void, void> {
    const roots = new Map<number, Root>();
    for (const [number, { kind, pageCount, root }] of tables) {
      roots.set(number, root);
      if (this.#roots.get(number) === root) continue;
      const directories: number[] = [];
      for (const directory of root.directories) {
        directories.push(directory ? this.#contents.writeDirectory(directory) : 0);
        yield;
      }
      this.#slot.put('table', String(number), JSON.stringify({ kind, pageCount, directories } satisfies TableRow));
    }
    this.#removeOthers('table', this.#roots.keys(), roots);
    this.#roots = roots;
  }

  *#saveStates(states: SavedWorld['states']): Generator<void, void> {
    for (const [number, state] of states) {
      const before = this.#states.get(number);
      if (before === state || (before !== undefined && Buffer.compare(before, state) === 0)) continue;
      this.#slot.put('state', String(number), packState(state));
      yield;
    }
    this.#removeOthers('state', this.#states.keys(), states);
    this.#states = new Map(states);
  }

  *#saveEvents(trace: readonly WorldEvent[]): Generator<void, void> {
    const last = this.#lastEvent === undefined ? -1 : trace.lastIndexOf(this.#lastEvent);
    const isOther = last === -1 && this.#eventCount > 0;
    if (isOther || this.#eventCount + trace.length - 1 - last > trace.length + SPARE_EVENTS) {
      this.#removeEvents(isOther ? new Set() : new Set(trace.map(({ sequence }) => sequence)));
      this.#eventCount = isOther ? 0 : last + 1;
    }
    for (const event of trace.slice(last + 1)) {
      this.#slot.put('event', String(event.sequence), JSON.stringify(event));
      yield;
    }
    this.#eventCount += trace.length - 1 - last;
    this.#lastEvent = trace.at(-1);
  }

  #removeEvents(but: ReadonlySet<number>): void {
    for (const key of this.#slot.keys('event')) if (!but.has(Number(key))) this.#slot.remove('event', key);
  }

  #removeOthers<Key extends string | number>(kind: RowKind, before: Iterable<Key>, now: ReadonlyMap<Key, unknown>): void {
    for (const key of before) if (!now.has(key)) this.#slot.remove(kind, String(key));
  }
}

interface TableRow {
  readonly kind: PageTableImage['kind'];
  readonly pageCount: number;
  /** Their numbers, 0 for one of zeros. */
  readonly directories: readonly number[];
}

/** Numbers of the directories that a table's row names. */
export function directoriesOf(row: Uint8Array): readonly number[] {
  return (JSON.parse(textOf(row)) as TableRow).directories.filter((number) => number !== 0);
}

/** Throws where a directory cannot be had. */
export function tableFrom(row: Uint8Array, directoryOf: (number: number) => Root['directories'][number]): PageTableImage {
  const { kind, pageCount, directories } = JSON.parse(textOf(row)) as TableRow;
  const root = { owner: null, directories: directories.map((number) => (number === 0 ? undefined : directoryOf(number))) };
  return { kind, pageCount, root };
}

/** A world of its rows; `tableOf` makes a page table of a row, or undefined where it cannot be had. */
export function keptFromRows(rows: SlotRows, tableOf: (row: Uint8Array) => PageTableImage | undefined): KeptWorld {
  const about = rows.world.get('');
  if (about === undefined) throw new Error('The row that tells of the world as a whole is missing.');
  const { version, origin, pristine } = JSON.parse(textOf(about)) as Pick<KeptWorld, 'origin' | 'pristine'> & Pick<SavedWorld, 'version'>;
  const tables = new Map<number, PageTableImage>();
  for (const [key, row] of rows.table) {
    const table = tableOf(row);
    if (table) tables.set(Number(key), table);
  }
  const trace = Array.from(rows.event.values(), (row) => JSON.parse(textOf(row)) as WorldEvent);
  return {
    world: {
      version,
      header: jsonOfRows(texts(rows.header)),
      tables,
      states: new Map(Array.from(rows.state, ([key, row]) => [Number(key), unpackState(row)])),
      trace: trace.sort((one, other) => one.sequence - other.sequence),
    },
    origin,
    pristine,
  };
}

/** The state of a machine is mostly zeros. */
function packState(state: Uint8Array): Uint8Array {
  return deflateRawSync(state, { level: constants.Z_BEST_SPEED });
}

function unpackState(row: Uint8Array): Uint8Array {
  return Uint8Array.from(inflateRawSync(row));
}

function texts(rows: ReadonlyMap<string, Uint8Array>): Map<string, string> {
  return new Map(Array.from(rows, ([key, row]) => [key, textOf(row)]));
}

function textOf(row: Uint8Array): string {
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString();
}
