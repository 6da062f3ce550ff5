import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOfFailure, reasonOf } from './failure.ts';
import { openFileStore } from './file/open-file-store.ts';
import { FolderLock } from './folder-lock.ts';
import { loadSqlite } from './sqlite/database.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';
import { readWithoutWriting } from './read-without-writing.ts';
import type { Opening, Revive } from './world-store.ts';

/** How long a reloaded window waits for the one before it to save and let go, in milliseconds. */
const HANDOVER_PATIENCE = 6_000;

export interface OpenSettings {
  /** Made where it is missing; absolute. */
  readonly folder: string;
  /** Whose the folder's lock is; see `FolderLock`. */
  readonly owner: string;
  readonly patience?: number;
  /** False for an editor whose Node has none. */
  readonly withSqlite?: boolean;
}

/**
 * Opens the folder's store, and revives its world if there is one. What is damaged is moved aside untouched, and what
 * is readable of it is revived. Rejects only where VirtLab has a fault.
 */
export async function openStore({ folder, owner, patience = HANDOVER_PATIENCE, withSqlite = true }: OpenSettings, revive: Revive): Promise<Opening> {
  const lock = new FolderLock(join(folder, 'data-center.lock'), owner);
  const Sqlite = withSqlite ? await loadSqlite() : undefined;
  try {
    await mkdir(folder, { recursive: true });
    if (!(await lock.acquire(patience))) return { kind: 'in-use' };
    const opened = await (Sqlite ? openSqliteStore(Sqlite, folder, revive) : openFileStore(folder, revive, () => lock.isHeld()));
    return {
      kind: 'open',
      ...opened,
      async close() {
        try {
          await opened.store.close();
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release().catch(() => undefined);
    const failure = kindOfFailure(error);
    if (failure === 'in-use') return { kind: 'in-use' };
    if (failure === 'damage') throw error;
    await readWithoutWriting(Sqlite, folder, revive);
    return { kind: 'unusable', reason: reasonOf(error) };
  }
}
