import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { nameAside } from './aside.ts';
import { kindOfFailure } from './failure.ts';
import { Database, loadSqlite } from './sqlite/database.ts';
import { migrate } from './sqlite/schema.ts';

/** What leads from each version of the schema to the next; never changed once it was shipped. */
const MIGRATIONS: readonly string[] = [
  'CREATE TABLE "values" (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;',
];
/** So long a window waits for another that writes, in milliseconds. */
const PATIENCE = 2_000;

/**
 * Values by name, as text, that all windows share. Whatever `update` has returned is on disk. Unlike a folder's worlds
 * it belongs to no window alone, so it does without a write-ahead log and the shared memory that one needs.
 */
export class ValueStore {
  readonly #database: Database;

  /** Throws where the database is damaged or cannot be had. */
  constructor(Sqlite: typeof DatabaseSync, path: string) {
    this.#database = new Database(new Sqlite(path));
    try {
      this.#database.exec(`PRAGMA busy_timeout = ${PATIENCE}; PRAGMA synchronous = FULL`);
      const found = this.#database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
      if (found !== 'ok') throw new Error('The database does not pass its integrity check.');
      migrate(this.#database, MIGRATIONS);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  read(name: string): string | undefined {
    return this.#database.prepare('SELECT value FROM "values" WHERE name = ?').get(name)?.['value'] as string | undefined;
  }

  /** Changes a value in one step, whatever other windows do meanwhile; returns what it is now. */
  update(name: string, change: (before: string | undefined) => string): string {
    let after = '';
    this.#database.transaction(() => {
      after = change(this.read(name));
      this.#database.prepare('INSERT OR REPLACE INTO "values" VALUES (?, ?)').run(name, after);
    });
    return after;
  }

  close(): void {
    this.#database.close();
  }
}

/**
 * Opens the store of values at this path. Undefined where the editor has no SQLite; one that is damaged is moved aside,
 * and a fresh one takes its place. Rejects where the disk does not allow it.
 */
export async function openValueStore(path: string): Promise<ValueStore | undefined> {
  const Sqlite = await loadSqlite();
  if (!Sqlite) return undefined;
  await mkdir(dirname(path), { recursive: true });
  try {
    return new ValueStore(Sqlite, path);
  } catch (error) {
    if (kindOfFailure(error) !== 'damage') throw error;
    await rename(path, await nameAside(dirname(path), '.sqlite', 'progress'));
    return new ValueStore(Sqlite, path);
  }
}
