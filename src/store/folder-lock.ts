import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { pid } from 'node:process';

/** A holder touches its lock this often, in milliseconds. */
const HEARTBEAT = 2_000;
const RETRY_EVERY = 100;
/** Of a lock that nobody has touched between so many looks, the holder is gone: more than two heartbeats. */
const LOOKS_UNTIL_STALE = 50;
/** Whoever has not written its name into its lock within so many looks was killed before it could. */
const LOOKS_UNTIL_NAMELESS = 10;

/**
 * A lock file that one process at a time holds; left over ones of killed processes are taken over. Whether somebody
 * still touches it is seen by looking again and again, never by the time of day: a machine that has slept for an hour
 * finds every lock an hour old, and a disk on a network has a clock of its own.
 */
export class FolderLock {
  readonly #path: string;
  readonly #holder: string;
  #heartbeat: NodeJS.Timeout | undefined;
  /** What was seen at the last look, and at how many looks it was the same. */
  #seen = { holder: '', touched: 0, looks: 0 };

  /** Of the holders with one `owner`, which has no spaces, only the latest lives. */
  constructor(path: string, owner: string) {
    this.#path = path;
    this.#holder = `${pid} ${owner} ${hostname()}`;
  }

  /** Waits up to this many milliseconds for another holder to let go; true if the lock is ours now. */
  async acquire(patience: number): Promise<boolean> {
    for (let waited = 0; ; waited += RETRY_EVERY) {
      if (await this.#try()) return true;
      if (waited >= patience) return false;
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY));
    }
  }

  /** The lock is still this holder's; a process that was stopped for long may have lost it. */
  async isHeld(): Promise<boolean> {
    if (this.#heartbeat === undefined) return false;
    const holder = await readFile(this.#path, 'utf8').catch(() => this.#holder);
    return holder === this.#holder;
  }

  async release(): Promise<void> {
    if (this.#heartbeat === undefined) return;
    const isOurs = await this.isHeld();
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    if (isOurs) await rm(this.#path, { force: true });
  }

  async #try(): Promise<boolean> {
    let file;
    try {
      file = await open(this.#path, 'wx');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (await this.#isLeftOver()) await rm(this.#path, { force: true });
      return false;
    }
    try {
      await file.writeFile(this.#holder);
    } catch (error) {
      await rm(this.#path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    this.#heartbeat = setInterval(() => {
      const now = new Date();
      // Somebody may have cleaned the folder; the world goes on all the same.
      utimes(this.#path, now, now).catch(() => undefined);
    }, HEARTBEAT);
    this.#heartbeat.unref();
    return true;
  }

  async #isLeftOver(): Promise<boolean> {
    try {
      const [holder, { mtimeMs: touched }] = await Promise.all([readFile(this.#path, 'utf8'), stat(this.#path)]);
      const isAsBefore = holder === this.#seen.holder && touched === this.#seen.touched;
      this.#seen = { holder, touched, looks: isAsBefore ? this.#seen.looks + 1 : 0 };
      if (holder === '') return this.#seen.looks >= LOOKS_UNTIL_NAMELESS;
      if (holder === this.#holder || this.#seen.looks >= LOOKS_UNTIL_STALE) return true;
      const [holdingPid = '', , host = hostname()] = holder.split(' ');
      // Of a process on another machine, or in another container, nothing is known here.
      return host === hostname() && !isAlive(Number.parseInt(holdingPid, 10));
    } catch {
      // Let go in this very moment.
      return false;
    }
  }
}

function isAlive(holder: number): boolean {
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
