import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { pid } from 'node:process';

/** A holder touches its lock this often, in milliseconds. */
const HEARTBEAT = 2_000;
/** A lock that nobody has touched for so long is left over from a killed editor, in milliseconds. */
const STALE_AFTER = 15_000;
const RETRY_EVERY = 100;

/** A lock file that one process at a time holds; left over ones of killed processes are taken over. */
export class FolderLock {
  readonly #path: string;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
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
    try {
      const file = await open(this.#path, 'wx');
      await file.writeFile(String(pid));
      await file.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (await this.#isLeftOver()) await rm(this.#path, { force: true });
      return false;
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
      return Date.now() - mtimeMs > STALE_AFTER || (holder !== '' && !isAlive(Number(holder)));
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
