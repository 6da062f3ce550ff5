import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What the editor's Node has of SQLite; undefined where it was built without (Electron 37.2.0 was). */
export async function loadSqlite(): Promise<typeof DatabaseSync | undefined> {
  try {
    const { DatabaseSync: Database } = await import('node:sqlite');
    new Database(':memory:').close();
    return Database;
  } catch {
    return undefined;
  }
}

/** A database with its statements, each prepared once. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** The one number that a pragma or a query answers with. */
  number(sql: string): number {
    const row = this.#database.prepare(sql).get() as Record<string, number> | undefined;
    return row === undefined ? 0 : (Object.values(row)[0] ?? 0);
  }

  /** All of it is done, durably, or nothing is. */
  transaction(action: () => void): void {
    this.begin();
    try {
      action();
      this.commit();
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  begin(): void {
    this.exec('BEGIN IMMEDIATE');
  }

  /** What was done since `begin` is on the disk when this returns. */
  commit(): void {
    this.exec('COMMIT');
  }

  /** Undoes what was done since `begin`. */
  rollBack(): void {
    try {
      this.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does where the disk is full.
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

/** Where the database of a folder's worlds lies; absolute. */
export function databaseFile(folder: string): string {
  return join(folder, 'data-center.sqlite');
}
