import type { WorldNotice } from '../protocol/world.ts';
import type { RealClock } from './clock.ts';
import type { LiveWorld } from './live-world.ts';
import type { KeptWorld } from './saved-file.ts';
import { Saver } from './saver.ts';
import type { WorldStore } from './world-store.ts';

/** Keeps the world on disk, and the one before it; without the folder's lock it keeps nothing. */
export class WorldKeeper {
  readonly #store: WorldStore;
  readonly #live: LiveWorld;
  readonly #saver: Saver;
  readonly #notice: (notice: WorldNotice) => void;
  #ours = false;
  #hasPrevious = false;

  constructor(clock: RealClock, store: WorldStore, live: LiveWorld, notice: (notice: WorldNotice) => void) {
    this.#store = store;
    this.#live = live;
    this.#notice = notice;
    this.#saver = new Saver(
      clock,
      () => live.kept(),
      (kept) => store.write(kept),
      (reason) => {
        notice({ kind: 'save-failed', reason });
      },
    );
  }

  get hasPrevious(): boolean {
    return this.#hasPrevious;
  }

  /** Revives the saved world, if there is one that can be read. */
  async open(): Promise<void> {
    this.#ours = await this.#store.open();
    if (!this.#ours) {
      this.#notice({ kind: 'not-saved-here' });
      return;
    }
    const found = await this.#store.read((kept) => {
      this.#live.revive(kept);
    });
    if (found.kind === 'kept-aside') this.#notice(found);
    this.#hasPrevious = await this.#store.hasPrevious();
  }

  /** Something has changed that nobody wants to lose. */
  changed(): void {
    this.#saver.changed();
  }

  /** Simulated time has passed. */
  timePassed(): void {
    this.#saver.timePassed();
  }

  /** Saves if it is time to. */
  turn(): void {
    if (this.#ours) this.#saver.turn();
  }

  /** Resolves when the world as it is now is on disk. */
  async flush(): Promise<void> {
    if (this.#ours) await this.#saver.flush();
  }

  /** Keeps the world as it is now as the previous one, unless nobody would miss it. */
  keepAsPrevious(): void {
    if (!this.#live.pristine) this.#writePrevious(this.#live.kept());
  }

  /** Puts the previous world in the place of this one, and the other way round. Throws one sentence if it cannot. */
  async bringBack(): Promise<void> {
    const previous = await this.#store.readPrevious();
    if (!previous) throw new Error('There is no previous data center to bring back.');
    const current = this.#live.pristine ? undefined : this.#live.kept();
    this.#live.revive(previous);
    await this.flush();
    this.#writePrevious(current);
  }

  /** Saves, and lets others have the folder. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#store.close();
    }
  }

  #writePrevious(kept: KeptWorld | undefined): void {
    if (!this.#ours) return;
    this.#hasPrevious = kept !== undefined;
    this.#store.writePrevious(kept).catch((error: unknown) => {
      this.#hasPrevious = false;
      this.#notice({ kind: 'save-failed', reason: error instanceof Error ? error.message : String(error) });
    });
  }
}
