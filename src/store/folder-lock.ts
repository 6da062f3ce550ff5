import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { pid } from 'node:process';

/** A holder touches its lock this often, in milliseconds. */
const HEARTBEAT = 2_000;
/** A lock that nobody has touched for so long is left over from a killed editor, in milliseconds. */
const STALE_AFTER = 15_000;
/** Whoever has not written its name into its lock by then was killed before it could, in milliseconds. */
const NAMELESS_AFTER = 1_000;
const RETRY_EVERY = 100;

/** A lock file that one process at a time holds; left over ones of killed processes are taken over. */
export class FolderLock {
  readonly #path: string;
  readonly #holder: string;
  #heartbeat: NodeJS.Timeout | undefined;

  /** Of the holders with one `owner`, which has no spaces, only the latest lives. */
  constructor(path: string, owner: string) {
    this.#path = path;
    this.#holder = `${pid} ${owner}`;
  }

  /** Waits up to this many milliseconds for another holder to let go; true if the lock is ours now. */
  async acquire(patience: number): Promise<boolean> {
    for (let waited = 0; ; waited += RETRY_EVERY) {
      if (await this.#try()) return true;
      if (waited >= patience) return false;
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY));
    }
  }

  async release(): Promise<void> {
    if (this.#heartbeat === undefined) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    await rm(this.#path, { force: true });
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
      const [holder, { mtimeMs }] = await Promise.all([readFile(this.#path, 'utf8'), stat(this.#path)]);
      const age = Date.now() - mtimeMs;
      if (holder === '') return age > NAMELESS_AFTER;
      if (holder === this.#holder || age > STALE_AFTER) return true;
      return !isAlive(Number.parseInt(holder, 10));
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
