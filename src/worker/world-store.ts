import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderLock } from './folder-lock.ts';
import { decodeWorld, encodeWorld, type KeptWorld } from './saved-file.ts';

/** How long a reloaded window waits for the one before it to save and let go, in milliseconds. */
const HANDOVER_PATIENCE = 6_000;

/** What was found when the folder was opened. */
export type Found<World> =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'world'; readonly world: World }
  | { readonly kind: 'kept-aside'; readonly file: string; readonly reason: string };

/** The files of a world in its folder; every write replaces the file as a whole or not at all. */
export class WorldStore {
  readonly #folder: string;
  readonly #lock: FolderLock;
  /** Writes follow one another, in the order they were asked for. */
  #writes: Promise<void> = Promise.resolve();

  /** `owner` says whose the folder's lock is; see `FolderLock`. */
  constructor(folder: string, owner: string) {
    this.#folder = folder;
    this.#lock = new FolderLock(join(folder, 'data-center.lock'), owner);
  }

  /** Makes the folder and takes its lock; false if another window holds it. */
  async open(patience = HANDOVER_PATIENCE): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true });
    return this.#lock.acquire(patience);
  }

  /** Waits for the writes under way, then lets others have the folder. */
  async close(): Promise<void> {
    await this.#writes;
    await this.#lock.release();
  }

  /** Reads the current world; one that `revive` or the file format refuses is moved aside and never overwritten. */
  async read<World>(revive: (kept: KeptWorld) => World): Promise<Found<World>> {
    const path = this.#path('');
    try {
      const file = await readIfThere(path);
      if (!file) return { kind: 'nothing' };
      return { kind: 'world', world: revive(await decodeWorld(file)) };
    } catch (error) {
      const aside = await this.#freeName();
      await rename(path, aside);
      return { kind: 'kept-aside', file: aside, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  write(kept: KeptWorld): Promise<void> {
    return this.#enqueue(() => this.#replace('', kept));
  }

  async hasPrevious(): Promise<boolean> {
    return exists(this.#path('.previous'));
  }

  /** The previous world; undefined if there is none. Throws where it cannot be read. */
  async readPrevious(): Promise<KeptWorld | undefined> {
    await this.#writes;
    const file = await readIfThere(this.#path('.previous'));
    return file && decodeWorld(file);
  }

  /** Keeps a world as the previous one, or none. */
  writePrevious(kept: KeptWorld | undefined): Promise<void> {
    return this.#enqueue(() =>
      kept ? this.#replace('.previous', kept) : rm(this.#path('.previous'), { force: true }),
    );
  }

  #path(variant: string): string {
    return join(this.#folder, `data-center${variant}.virtlab`);
  }

  async #freeName(): Promise<string> {
    for (let number = 1; ; number++) {
      const path = this.#path(`.unreadable-${number}`);
      if (!(await exists(path))) return path;
    }
  }

  #enqueue(write: () => Promise<void>): Promise<void> {
    const done = this.#writes.then(write);
    // Whoever asked for the write hears of its failure; those after it go on.
    this.#writes = done.catch(() => undefined);
    return done;
  }

  async #replace(variant: string, kept: KeptWorld): Promise<void> {
    const path = this.#path(variant);
    const part = `${path}.part`;
    const file = await open(part, 'w');
    try {
      for (const chunk of await encodeWorld(kept)) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
