import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { exists } from './aside.ts';
import { readWorldFile, worldFile } from './file/file-store.ts';
import { databaseFile } from './sqlite/database.ts';
import { SqliteStore } from './sqlite/sqlite-store.ts';
import type { KeptWorld, Revive } from './world-store.ts';

/**
 * Revives the world of a folder that cannot be written to, as far as it can be read: SQLite has to write beside a
 * database that it reads, so it reads a copy elsewhere.
 */
export async function readWithoutWriting(Sqlite: typeof DatabaseSync | undefined, folder: string, revive: Revive): Promise<void> {
  try {
    const kept = (await readWorldFile(worldFile(folder, 'current'))) ?? (Sqlite && (await readCopy(Sqlite, databaseFile(folder))));
    if (kept) revive(kept);
  } catch {
    // The folder is as good as empty then, and the user hears that nothing can be kept in it.
  }
}

async function readCopy(Sqlite: typeof DatabaseSync, path: string): Promise<KeptWorld | undefined> {
  if (!(await exists(path))) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-'));
  try {
    for (const suffix of ['', '-wal']) {
      if (await exists(path + suffix)) await copyFile(path + suffix, databaseFile(folder) + suffix);
    }
    const store = new SqliteStore(Sqlite, databaseFile(folder));
    try {
      return store.read();
    } finally {
      await store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
