import { rename } from 'node:fs/promises';
import { exists, nameAside } from '../aside.ts';
import { kindOfFailure } from '../failure.ts';
import { databaseFile } from '../sqlite/database.ts';
import type { Damage, KeptWorld, Revive } from '../world-store.ts';
import { FileStore, readWorldFile, worldFile } from './file-store.ts';

/** Opens the files of a folder; a world that cannot be read is moved aside and never overwritten. */
export async function openFileStore(
  folder: string, revive: Revive, isOurs: () => Promise<boolean>,
): Promise<{ readonly store: FileStore; readonly damage: readonly Damage[] }> {
  const damage: Damage[] = [];
  const kept = await readOrSetAside(folder, revive, damage);
  if (!kept && (await exists(databaseFile(folder)))) {
    damage.push({ file: databaseFile(folder), reason: 'It is an SQLite database, and this editor was built without SQLite.', lost: null });
  }
  return { store: new FileStore(folder, await exists(worldFile(folder, 'previous')), isOurs), damage };
}

/** Revives the world of the folder's file and returns it; undefined where there is none, or none that can be read. */
export async function readOrSetAside(folder: string, revive: Revive, damage: Damage[]): Promise<KeptWorld | undefined> {
  const path = worldFile(folder, 'current');
  try {
    const kept = await readWorldFile(path);
    if (kept) revive(kept);
    return kept;
  } catch (error) {
    if (kindOfFailure(error) !== 'damage') throw error;
    const file = await nameAside(folder, '.virtlab');
    await rename(path, file);
    damage.push({ file, reason: (error as Error).message, lost: null });
    return undefined;
  }
}
