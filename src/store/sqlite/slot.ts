import { crc32 } from 'node:zlib';
import type { Database } from './database.ts';

/** The two worlds of a folder. */
export type SlotName = 'current' | 'previous';
/** What a row tells of. */
export type RowKind = 'world' | 'header' | 'table' | 'state' | 'event';

interface Row {
  readonly number: number;
  readonly slot: string;
  readonly kind: RowKind;
  readonly key: string;
  readonly checksum: number;
  readonly value: Uint8Array;
}

type Value = string | Uint8Array;

/** Rows of one world in the database; a row's checksum is of all that is in it. */
export class Slot {
  readonly #database: Database;
  readonly name: SlotName;

  constructor(database: Database, name: SlotName) {
    this.#database = database;
    this.name = name;
  }

  put(kind: RowKind, key: string, value: Value): void {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    this.#database
      .prepare(`INSERT INTO rows (slot, kind, key, checksum, value) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (slot, kind, key) DO UPDATE SET checksum = excluded.checksum, value = excluded.value`)
      .run(this.name, kind, key, checksumOf(this.name, kind, key, bytes), bytes);
  }

  remove(kind: RowKind, key: string): void {
    this.#database.prepare('DELETE FROM rows WHERE slot = ? AND kind = ? AND key = ?').run(this.name, kind, key);
  }

  clear(): void {
    this.#database.prepare('DELETE FROM rows WHERE slot = ?').run(this.name);
  }

  keys(kind: RowKind): string[] {
    const rows = this.#database.prepare('SELECT key FROM rows WHERE slot = ? AND kind = ?').all(this.name, kind);
    return rows.map((row) => row['key'] as string);
  }

  values(kind: RowKind): Uint8Array[] {
    const rows = this.#database.prepare('SELECT value FROM rows WHERE slot = ? AND kind = ?').all(this.name, kind);
    return rows.map((row) => row['value'] as Uint8Array);
  }

  get isEmpty(): boolean {
    return this.#database.prepare(`SELECT 1 FROM rows WHERE slot = ? AND kind = 'world'`).get(this.name) === undefined;
  }

  /** Of each kind the values by key. Throws where a row is damaged. */
  read(): SlotRows {
    const rows = this.#database.prepare('SELECT * FROM rows WHERE slot = ? ORDER BY number').iterate(this.name);
    const read = emptyRows();
    for (const row of rows as Iterable<unknown>) {
      if (!isWhole(row)) throw new Error('A row does not have the content that it was saved with.');
      read[row.kind].set(row.key, row.value);
    }
    return read;
  }
}

export type SlotRows = Readonly<Record<RowKind, Map<string, Uint8Array>>>;

export function emptyRows(): SlotRows {
  return { world: new Map(), header: new Map(), table: new Map(), state: new Map(), event: new Map() };
}

export function isWhole(row: unknown): row is Row {
  const { slot, kind, key, checksum, value } = row as Row;
  return checksum === checksumOf(slot, kind, key, value);
}

function checksumOf(slot: string, kind: string, key: string, value: Uint8Array): number {
  return crc32(value, crc32(`${slot}\n${kind}\n${key}\n`));
}
