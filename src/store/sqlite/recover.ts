import { copyFileSync, existsSync, openSync, readSync, closeSync, rmSync, statSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { PageTableImage } from '../../simulator/index.ts';
import type { KeptWorld } from '../world-store.ts';
import { Database } from './database.ts';
import { pageReader } from './page-reader.ts';
import { prepare } from './schema.ts';
import { emptyRows, isWhole, type SlotName, type SlotRows } from './slot.ts';
import { keptFromRows, tableFrom } from './world-rows.ts';

/** No row takes less, in bytes: bounds how many there can be where the database cannot tell. */
const SMALLEST_ROW = 32;

/** What could be read of a damaged database. */
export type Recovered = Partial<Record<SlotName, KeptWorld>>;

/**
 * Reads what is readable of a damaged database, which is left as it is: the work is done on a copy under `scratch`.
 * Rows and leaves are fetched one by one, so that one damaged page does not hide those after it, and taken only if
 * their checksums fit.
 */
export function recover(Sqlite: typeof DatabaseSync, path: string, scratch: string): Recovered {
  const attempts = [(): void => undefined, () => { replaceFirstPage(Sqlite, scratch); }];
  for (const mend of attempts) {
    try {
      copy(path, scratch);
      mend();
      const found = withDatabase(Sqlite, scratch, (database) => recoverWorlds(database, scratch));
      if (found.current) return found;
    } catch {
      // Not even its tables can be found; the next attempt makes them known.
    } finally {
      removeDatabase(scratch);
    }
  }
  return {};
}

function recoverWorlds(database: Database, path: string): Recovered {
  const slots = rowsThere(database, path);
  const directoryOf = pageReader(database);
  const tableOf = (row: Uint8Array): PageTableImage | undefined => {
    try {
      return tableFrom(row, directoryOf);
    } catch {
      return undefined;
    }
  };
  const worlds: Recovered = {};
  for (const [name, rows] of Object.entries(slots) as [SlotName, SlotRows][]) {
    try {
      worlds[name] = keptFromRows(rows, tableOf);
    } catch {
      // Without the row of the whole there is no world.
    }
  }
  return worlds;
}

function rowsThere(database: Database, path: string): Record<SlotName, SlotRows> {
  const slots = { current: emptyRows(), previous: emptyRows() };
  const select = database.prepare('SELECT * FROM rows WHERE number = ?');
  const last = highestNumber(database, path);
  for (let number = 1; number <= last; number++) {
    try {
      const row: unknown = select.get(number);
      if (row === undefined || !isWhole(row)) continue;
      const rows = slots[row.slot as SlotName] as SlotRows | undefined;
      rows?.[row.kind].set(row.key, row.value);
    } catch {
      // It is on a damaged page.
    }
  }
  return slots;
}

function highestNumber(database: Database, path: string): number {
  try {
    return database.number('SELECT max(number) FROM rows');
  } catch {
    return Math.ceil(statSync(path).size / SMALLEST_ROW);
  }
}

function withDatabase<Result>(Sqlite: typeof DatabaseSync, path: string, use: (database: Database) => Result): Result {
  const database = new Database(new Sqlite(path));
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/**
 * The first page of a store has the format's header and the list of tables, which are the same in every store: where it
 * is damaged, that of a new one takes its place.
 */
function replaceFirstPage(Sqlite: typeof DatabaseSync, path: string): void {
  const fresh = `${path}.fresh`;
  try {
    withDatabase(Sqlite, fresh, (database) => {
      prepare(database);
    });
    const page = Buffer.alloc(4096);
    const from = openSync(fresh, 'r');
    readSync(from, page, 0, page.length, 0);
    closeSync(from);
    // Where the size noted is 0, the file's own counts.
    page.writeUInt32BE(0, 28);
    const to = openSync(path, 'r+');
    writeSync(to, page, 0, page.length, 0);
    closeSync(to);
  } finally {
    removeDatabase(fresh);
  }
}

function copy(path: string, to: string): void {
  removeDatabase(to);
  for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, to + suffix);
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
