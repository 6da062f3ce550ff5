import { stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { isFull } from '../failure.ts';
import type { KeptWorld, WorldStore } from '../world-store.ts';
import { Database } from './database.ts';
import { PageContents } from './page-contents.ts';
import { prepare } from './schema.ts';
import { Slot, type SlotName } from './slot.ts';
import { directoriesOf, WorldRows } from './world-rows.ts';

/** A store never gets larger, in pages of 4 KiB: 4 GiB. */
const MOST_PAGES = 1_048_576;
/** A database that has so many of its pages is full by itself, and not because the disk is. */
const NEARLY = 0.9;
/** Leaves are looked through for what nothing needs once so many bytes were written, or as many as there are in use. */
const SPARE_BYTES = 4 * 1_048_576;
/** So many free pages are never given back, and the others so many at a time. */
const SPARE_PAGES = 1_024;
const PAGES_AT_A_TIME = 256;
/** So long a transaction works before others have their turn. */
const SLICE_MILLISECONDS = 12;

/**
 * The worlds of a folder in one SQLite database. The connection has it to itself: the write-ahead log then needs no
 * memory shared between processes, which folders on a network cannot give. With `synchronous = FULL` a commit is on
 * the disk before it returns.
 */
export class SqliteStore implements WorldStore {
  readonly writes = 'changes';
  readonly #path: string;
  readonly #mostPages: number;
  readonly #database: Database;
  readonly #contents: PageContents;
  readonly #slots: Readonly<Record<SlotName, Slot>>;
  readonly #rows: Readonly<Record<SlotName, WorldRows>>;
  #hasPrevious: boolean;
  #spare = SPARE_BYTES;
  #queue: Promise<void> = Promise.resolve();
  #isWriting = false;

  /**
   * Opens or makes the database, and looks it through. Throws where it is damaged or cannot be had. It never has more
   * than `mostPages` of 4 KiB.
   */
  constructor(Sqlite: typeof DatabaseSync, path: string, mostPages = MOST_PAGES) {
    this.#path = path;
    this.#mostPages = mostPages;
    this.#database = new Database(new Sqlite(path));
    try {
      begin(this.#database, mostPages);
      this.#contents = new PageContents(this.#database);
      this.#slots = { current: new Slot(this.#database, 'current'), previous: new Slot(this.#database, 'previous') };
      this.#rows = {
        current: new WorldRows(this.#slots.current, this.#contents),
        previous: new WorldRows(this.#slots.previous, this.#contents),
      };
      this.#hasPrevious = !this.#slots.previous.isEmpty;
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get hasPrevious(): boolean {
    return this.#hasPrevious;
  }

  async bytes(): Promise<number> {
    const sizes = await Promise.all([this.#path, `${this.#path}-wal`].map((path) => stat(path).then(({ size }) => size, () => 0)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** The current world; undefined where there is none yet. Throws where it is damaged. */
  read(): KeptWorld | undefined {
    return this.#slots.current.isEmpty ? undefined : this.#rows.current.read();
  }

  save(current: KeptWorld): Promise<void> {
    return this.#inTurn(() => this.#write(this.#rows.current.save(current)));
  }

  /** `fact` is noted in the same transaction. */
  replace(current: KeptWorld, previous: KeptWorld | 'keep' | 'none', fact?: Fact): Promise<void> {
    return this.#inTurn(async () => {
      await this.#write(this.#replaceRows(current, previous, fact));
      this.#hasPrevious = !this.#slots.previous.isEmpty;
    });
  }

  *#replaceRows(current: KeptWorld, previous: KeptWorld | 'keep' | 'none', fact?: Fact): Generator<void, void> {
    if (previous === 'none') {
      this.#slots.previous.clear();
      this.#rows.previous.forget();
    } else if (previous !== 'keep') yield* this.#rows.previous.save(previous);
    yield* this.#rows.current.save(current);
    if (fact) this.#database.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?)').run(fact.name, fact.value);
  }

  fact(name: string): string | undefined {
    return this.#database.prepare('SELECT value FROM facts WHERE name = ?').get(name)?.['value'] as string | undefined;
  }

  readPrevious(): Promise<KeptWorld | undefined> {
    return this.#inTurn(() => (this.#slots.previous.isEmpty ? undefined : this.#rows.previous.read()));
  }

  cleanUp(): Promise<void> {
    return this.#inTurn(() => {
      this.#removeUnused();
      this.#database.exec('PRAGMA incremental_vacuum');
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    });
  }

  tidy(): void {
    if (this.#isWriting) return;
    if (this.#contents.written < this.#spare) {
      this.#giveBack();
      return;
    }
    // Where the disk does not allow it, it is not tried again at once.
    this.#contents.written = 0;
    this.#removeUnused();
    const pages = this.#database.number('PRAGMA page_count') - this.#database.number('PRAGMA freelist_count');
    this.#spare = Math.max(SPARE_BYTES, pages * this.#database.number('PRAGMA page_size'));
  }

  close(): Promise<void> {
    return this.#inTurn(() => {
      this.#database.close();
    });
  }

  /** A file of which more than half is free shrinks, a little at a time. */
  #giveBack(): void {
    const free = this.#database.number('PRAGMA freelist_count');
    if (free > SPARE_PAGES && 2 * free > this.#database.number('PRAGMA page_count')) this.#database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_A_TIME})`);
  }

  #removeUnused(): void {
    try {
      this.#database.transaction(() => {
        const tables = [this.#slots.current, this.#slots.previous].flatMap((slot) => slot.values('table'));
        this.#contents.removeOthers(new Set(tables.flatMap(directoriesOf)));
      });
    } catch (error) {
      throw this.#undone(error);
    }
  }

  /** A long transaction lets others have their turn between its steps; nobody else gets at the database meanwhile. */
  async #write(steps: Generator<void, void>): Promise<void> {
    this.#isWriting = true;
    try {
      this.#database.begin();
      for (let began = performance.now(); steps.next().done !== true; ) {
        if (performance.now() - began < SLICE_MILLISECONDS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        began = performance.now();
      }
      this.#database.commit();
    } catch (error) {
      this.#database.rollBack();
      throw this.#undone(error);
    } finally {
      this.#isWriting = false;
    }
  }

  /** What was learnt in a transaction that came to nothing is wrong. */
  #undone(error: unknown): unknown {
    for (const rows of Object.values(this.#rows)) rows.forget();
    this.#contents.relearn();
    return isFull(error) && this.#database.number('PRAGMA page_count') > this.#mostPages * NEARLY
      ? new Error(`what is saved would take more than ${Math.round(this.#mostPages / 262_144)} GiB: delete snapshots, then clean up saved data`, { cause: error })
      : error;
  }

  /** One after the other, in the order in which they were asked for. */
  #inTurn<Result>(action: () => Result | Promise<Result>): Promise<Result> {
    const done = this.#queue.then(action);
    this.#queue = done.then(() => undefined, () => undefined);
    return done;
  }
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Nothing is written before the database has passed its check: what is damaged is kept as it was found. */
function begin(database: Database, mostPages: number): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  if (found !== 'ok') throw new Error('The database does not pass its integrity check.');
  prepare(database);
  database.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304; PRAGMA max_page_count = ${mostPages}`);
}
