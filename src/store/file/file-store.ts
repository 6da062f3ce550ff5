import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptWorld, WorldStore } from '../world-store.ts';
import { decodeWorld, encodeWorld } from './saved-file.ts';

export type FileSlot = 'current' | 'previous';

/** Where the world of a slot lies; absolute. */
export function worldFile(folder: string, slot: FileSlot): string {
  return join(folder, slot === 'current' ? 'data-center.virtlab' : 'data-center.previous.virtlab');
}

/** The world of a file; undefined where there is none. Throws where it cannot be read. */
export async function readWorldFile(path: string): Promise<KeptWorld | undefined> {
  try {
    return await decodeWorld(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * A file for each world, for editors whose Node has no SQLite. Every write replaces the file as a whole or not at all;
 * two files are not replaced in one step, so the previous world is written first.
 */
export class FileStore implements WorldStore {
  readonly writes = 'whole';
  readonly #folder: string;
  readonly #isOurs: () => Promise<boolean>;
  #hasPrevious: boolean;
  /** Writes follow one another, in the order they were asked for. */
  #queue: Promise<void> = Promise.resolve();

  /** `isOurs` is asked before every write: unlike a database a file does not keep others out by itself. */
  constructor(folder: string, hasPrevious: boolean, isOurs: () => Promise<boolean> = () => Promise.resolve(true)) {
    this.#folder = folder;
    this.#isOurs = isOurs;
    this.#hasPrevious = hasPrevious;
  }

  get hasPrevious(): boolean {
    return this.#hasPrevious;
  }

  async bytes(): Promise<number> {
    const files = (['current', 'previous'] as const).map((slot) => worldFile(this.#folder, slot));
    const sizes = await Promise.all(files.map((file) => stat(file).then(({ size }) => size, () => 0)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  save(current: KeptWorld): Promise<void> {
    return this.#enqueue(() => this.#write('current', current));
  }

  replace(current: KeptWorld, previous: KeptWorld | 'keep' | 'none'): Promise<void> {
    return this.#enqueue(async () => {
      if (typeof previous === 'object') {
        await this.#write('previous', previous);
        this.#hasPrevious = true;
      }
      await this.#write('current', current);
      if (previous !== 'none') return;
      await rm(worldFile(this.#folder, 'previous'), { force: true });
      this.#hasPrevious = false;
    });
  }

  async readPrevious(): Promise<KeptWorld | undefined> {
    await this.#queue;
    return readWorldFile(worldFile(this.#folder, 'previous'));
  }

  /** Files hold what is needed and nothing else. */
  cleanUp(): Promise<void> {
    return Promise.resolve();
  }

  tidy(): void {
    // There is never anything to give back.
  }

  close(): Promise<void> {
    return this.#queue;
  }

  #enqueue(write: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(write);
    // Whoever asked for the write hears of its failure; those after it go on.
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #write(slot: FileSlot, kept: KeptWorld): Promise<void> {
    const path = worldFile(this.#folder, slot);
    const part = `${path}.part`;
    const file = await open(part, 'w');
    try {
      for (const chunk of await encodeWorld(kept)) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await this.#isOurs())) throw new Error('another window has taken the folder over, since this one stood still for long');
    await rename(part, path);
  }
}
