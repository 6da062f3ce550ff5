import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

/** The owner touches its lock this often, in milliseconds. */
const heartbeat = 1_000;
/** Of a lock that nobody has touched between so many looks, half a second apart, the owner is gone. */
const looksUntilStale = 120;

/** Whether a process of that id is there. @param {number} id */
function alive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Does the work while no other process holds the same lock. A lock whose owner died is taken over; where its number has
 * gone to another process, or the owner was on another machine, that is seen by nobody touching it any more.
 * @template T @param {string} path @param {() => Promise<T>} work @param {(owner: string) => void} [waiting] told once when another holds it
 * @param {number} [pause] between two looks, in milliseconds
 * @returns {Promise<T>}
 */
export async function withLock(path, work, waiting = () => undefined, pause = 500) {
  await mkdir(dirname(path), { recursive: true });
  let before = '';
  let looks = 0;
  let isTold = false;
  while (!(await take(path))) {
    const { owner, seen } = await look(path);
    looks = seen === before ? looks + 1 : 0;
    before = seen;
    const [id, host] = owner.split(' ');
    const isDead = Number(id) > 0 && host === hostname() && !alive(Number(id));
    if (isDead || looks >= looksUntilStale) {
      await rm(path, { force: true });
      continue;
    }
    if (!isTold) waiting(owner);
    isTold = true;
    await wait(pause);
  }
  const beat = setInterval(() => void touch(path), heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

/** Who has it, and what would be different at the next look if somebody were there. @param {string} path */
async function look(path) {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { owner, seen: `${owner} ${mtimeMs}` };
  } catch {
    // Let go in this very moment.
    return { owner: '', seen: '' };
  }
}

/** @param {string} path */
async function touch(path) {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/** @param {string} path */
async function take(path) {
  try {
    await writeFile(path, `${process.pid} ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}
