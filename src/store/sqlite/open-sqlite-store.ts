import { createHash } from 'node:crypto';
import { access, constants, copyFile, readFile, rename, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { DataCenter } from '../../simulator/index.ts';
import { exists, nameAside } from '../aside.ts';
import { isReadOnly, kindOfFailure } from '../failure.ts';
import { readWorldFile, worldFile } from '../file/file-store.ts';
import { readOrSetAside } from '../file/open-file-store.ts';
import type { Damage, KeptWorld, Revive } from '../world-store.ts';
import { databaseFile } from './database.ts';
import { recover } from './recover.ts';
import { SqliteStore } from './sqlite-store.ts';
import { transactionsLost } from './write-ahead-log.ts';

type Sqlite = typeof DatabaseSync;

interface Opened {
  readonly store: SqliteStore;
  readonly damage: readonly Damage[];
}

/** Opens the folder's database and revives its world. Throws where the disk does not let it be read or written. */
export async function openSqliteStore(Database: Sqlite, folder: string, revive: Revive): Promise<Opened> {
  const damage: Damage[] = [];
  await finishRecovery(Database, folder);
  await lookAtLog(folder, damage);
  const store = await openOrRecover(Database, folder, revive, damage);
  try {
    await importFiles(store, folder, revive, damage);
  } catch (error) {
    await store.close();
    throw error;
  }
  return { store, damage };
}

/** What was done last may lie in the log alone, and SQLite says nothing where a part of it is damaged. */
async function lookAtLog(folder: string, damage: Damage[]): Promise<void> {
  const path = databaseFile(folder);
  if (!(await exists(path)) || !(await exists(`${path}-wal`))) return;
  const lost = transactionsLost(await readFile(`${path}-wal`));
  if (lost === 0) return;
  const what = lost === 1 ? 'the last change' : `the last ${lost} changes`;
  damage.push({ file: await copyAside(folder), reason: 'The log of what was done last is damaged.', lost: [what] });
}

async function openOrRecover(Database: Sqlite, folder: string, revive: Revive, damage: Damage[]): Promise<SqliteStore> {
  const path = databaseFile(folder);
  let store: SqliteStore | undefined;
  try {
    store = new SqliteStore(Database, path);
    const kept = store.read();
    if (kept) revive(kept);
    return store;
  } catch (error) {
    await store?.close().catch(() => undefined);
    if (!(await isDamage(error, path))) throw error;
    damage.push(await setAside(Database, folder, error));
    const recovered = new SqliteStore(Database, path);
    const kept = recovered.read();
    if (kept) revive(kept);
    return recovered;
  }
}

/** A database whose header is damaged may claim that it is not to be written; the disk knows better. */
async function isDamage(error: unknown, path: string): Promise<boolean> {
  if (kindOfFailure(error) === 'damage') return true;
  return isReadOnly(error) && (await access(path, constants.W_OK).then(() => true, () => false));
}

/** Keeps a copy of the damaged database, and puts one in its place that has what could be read of it. */
async function setAside(Database: Sqlite, folder: string, error: unknown): Promise<Damage> {
  const file = await copyAside(folder);
  const lost = await recoverTo(Database, file, recoveryFile(folder));
  await takePlace(folder);
  const { message } = error as Error;
  return { file, reason: message.endsWith('.') ? message : 'The database is damaged.', lost };
}

/** Copies the database with its log; returns the copy's path. */
async function copyAside(folder: string): Promise<string> {
  const path = databaseFile(folder);
  const file = await nameAside(folder, '.sqlite');
  await copyFile(path, file);
  if (await exists(`${path}-wal`)) await copyFile(`${path}-wal`, `${file}-wal`);
  return file;
}

/** Makes a whole database of what a damaged one has; returns what is lost, null if that is everything. */
async function recoverTo(Database: Sqlite, damaged: string, path: string): Promise<readonly string[] | null> {
  await removeDatabase(path);
  const { current, previous } = recover(Database, damaged, `${path}.scratch`);
  const store = new SqliteStore(Database, path);
  try {
    const lost: string[] = [];
    const mended = current && mend(current, lost);
    if (!mended) return null;
    const lostBefore: string[] = [];
    const mendedPrevious = previous && mend(previous, lostBefore);
    await store.replace(mended, mendedPrevious ?? 'none');
    if (previous && lostBefore.length > 0) lost.push('parts of the previous data center');
    return lost;
  } finally {
    await store.close();
  }
}

/** A world that fits together again; undefined where nothing can be made of it. */
function mend(kept: KeptWorld, lost: string[]): KeptWorld | undefined {
  try {
    const recovered = DataCenter.recover(kept.world);
    lost.push(...recovered.lost);
    return { ...kept, world: recovered.dataCenter.save() };
  } catch {
    return undefined;
  }
}

/** A recovery that was cut off after its result was whole is finished; one that was cut off before begins anew. */
async function finishRecovery(Database: Sqlite, folder: string): Promise<void> {
  const path = recoveryFile(folder);
  if (!(await exists(path))) return;
  let isWhole = false;
  try {
    const store = new SqliteStore(Database, path);
    isWhole = store.read() !== undefined;
    await store.close();
  } catch {
    // It was being written.
  }
  if (isWhole) await takePlace(folder);
  else await removeDatabase(path);
}

/** The log goes first: SQLite would apply it to whatever database it lies beside. */
async function takePlace(folder: string): Promise<void> {
  await rm(`${databaseFile(folder)}-wal`, { force: true });
  await rename(recoveryFile(folder), databaseFile(folder));
}

function recoveryFile(folder: string): string {
  return `${databaseFile(folder)}.recovered`;
}

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
}

/**
 * Takes in the worlds of a folder in which they were kept as files; the files go when their worlds are in the database.
 * A world that was there before, from another editor, becomes the previous one.
 */
async function importFiles(store: SqliteStore, folder: string, revive: Revive, damage: Damage[]): Promise<void> {
  const file = worldFile(folder, 'current');
  if (!(await exists(file))) return;
  const fingerprint = createHash('sha256').update(await readFile(file)).digest('hex');
  if (store.fact('imported') !== fingerprint) {
    const before = store.read();
    const kept = await readOrSetAside(folder, revive, damage);
    if (!kept) return;
    const previous = before ?? (await readWorldFile(worldFile(folder, 'previous')).catch(() => undefined));
    await store.replace(kept, previous ?? 'keep', { name: 'imported', value: fingerprint });
    if (!before && previous) await rm(worldFile(folder, 'previous'), { force: true });
  }
  await rm(file, { force: true });
}
