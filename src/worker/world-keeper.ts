import type { Saved, WorldNotice } from '../protocol/world.ts';
import { reasonOf } from '../store/failure.ts';
import type { KeptWorld, Opening, Revive, WorldStore } from '../store/world-store.ts';
import type { RealClock } from './clock.ts';
import type { LiveWorld } from './live-world.ts';
import { Saver } from './saver.ts';
import { inSlices } from './slices.ts';

/** Opens the folder's store and revives its world. */
export type OpenStore = (revive: Revive) => Promise<Opening>;

/** Keeps the world on disk, and the one before it; without the folder's lock it keeps nothing. */
export class WorldKeeper {
  readonly #clock: RealClock;
  readonly #open: OpenStore;
  readonly #live: LiveWorld;
  readonly #saver: Saver;
  readonly #notice: (notice: WorldNotice) => void;
  #opening: Extract<Opening, { kind: 'open' }> | undefined;
  #bytes = 0;
  /** What is to become of the previous world at the next save; undefined where nothing is. */
  #unsavedPrevious: KeptWorld | 'keep' | 'none' | undefined;

  constructor(clock: RealClock, open: OpenStore, live: LiveWorld, notice: (notice: WorldNotice) => void) {
    this.#clock = clock;
    this.#open = open;
    this.#live = live;
    this.#notice = notice;
    this.#saver = new Saver(clock, () => this.#save(), (error) => {
      notice({ kind: 'save-failed', reason: reasonOf(error) });
    });
  }

  get hasPrevious(): boolean {
    if (typeof this.#unsavedPrevious === 'object') return true;
    return this.#opening?.store.hasPrevious ?? false;
  }

  /** All that was done is on disk. */
  get isUpToDate(): boolean {
    return this.#opening !== undefined && this.#saver.isUpToDate;
  }

  /** How the world stands on disk; null where it is not kept at all. */
  get saved(): Saved | null {
    return this.#opening ? { bytes: this.#bytes, isUpToDate: this.isUpToDate } : null;
  }

  /** Revives the saved world, if there is one that can be read; where all is to begin `anew`, it becomes the previous one. */
  async open(anew: boolean): Promise<void> {
    const opening = await this.#open((kept) => {
      if (anew) this.#unsavedPrevious = kept;
      else this.#live.revive(kept);
    });
    switch (opening.kind) {
      case 'in-use':
        this.#notice({ kind: 'not-saved-here' });
        return;
      case 'unusable':
        this.#notice({ kind: 'cannot-be-saved', reason: opening.reason });
        return;
      case 'open':
        this.#opening = opening;
        for (const damage of opening.damage) this.#notice({ kind: 'kept-aside', ...damage });
        await this.#measure(opening.store);
        if (anew) await this.keep(true);
    }
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
    if (!this.#opening) return;
    this.#saver.turn();
    if (!this.#saver.isUpToDate) return;
    try {
      this.#opening.store.tidy();
    } catch {
      // What nothing needs stays where it is; the next look may be luckier.
    }
  }

  /** Somebody waits to hear that what was done is done: true when it will be there after whatever happens. See `Saver`. */
  async keep(urgent = false): Promise<boolean> {
    if (!this.#opening) return false;
    if (urgent || this.#opening.store.writes === 'changes') return this.#saver.keep(urgent);
    this.#saver.changed();
    return false;
  }

  /** Resolves when the world as it is now is on disk. Rejects with one sentence where the disk does not take it. */
  async flush(): Promise<void> {
    if (!this.#opening) return;
    try {
      await this.#saver.flush();
    } catch (error) {
      throw new Error(`The data center cannot be saved: ${reasonOf(error)}.`, { cause: error });
    }
  }

  /** Another world takes this one's place, by `change`; unless nobody would miss it, this one becomes the previous world. True when that is on disk. */
  async replace(change: () => void): Promise<boolean> {
    const before = this.#live.kept();
    change();
    return this.#replacePrevious(before.pristine ? 'keep' : before);
  }

  /** Puts the previous world in the place of this one, and the other way round. True when that is on disk. Throws one sentence if it cannot. */
  async bringBack(): Promise<boolean> {
    const unsaved = this.#unsavedPrevious;
    const previous = typeof unsaved === 'object' ? unsaved : await this.#opening?.store.readPrevious();
    if (!previous) throw new Error('There is no previous data center to bring back.');
    const before = this.#live.kept();
    this.#live.revive(previous);
    return this.#replacePrevious(before.pristine ? 'none' : before);
  }

  /** Gives back the room of what no world needs any more. Throws one sentence where the disk does not allow it. */
  async cleanUp(): Promise<void> {
    if (!this.#opening) throw new Error('Nothing is saved by this window, so there is nothing to clean up.');
    await this.flush();
    try {
      await this.#opening.store.cleanUp();
    } catch (error) {
      throw new Error(`The saved data cannot be cleaned up: ${reasonOf(error)}.`, { cause: error });
    }
    await this.#measure(this.#opening.store);
  }

  /** Saves, and lets others have the folder. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#opening?.close();
    }
  }

  /** What cannot be saved now is kept in memory, and saved when it can be. */
  async #replacePrevious(previous: KeptWorld | 'keep' | 'none'): Promise<boolean> {
    // A world that was never saved is not to be dropped for one that nobody would miss.
    if (previous !== 'keep' || this.#unsavedPrevious === undefined) this.#unsavedPrevious = previous;
    return this.keep(true);
  }

  async #save(): Promise<void> {
    if (!this.#opening) return;
    const { store } = this.#opening;
    const previous = this.#unsavedPrevious;
    const kept = await inSlices(this.#clock, this.#live.keptInSteps());
    if (previous === undefined) await store.save(kept);
    else {
      await store.replace(kept, previous);
      if (this.#unsavedPrevious === previous) this.#unsavedPrevious = undefined;
    }
    await this.#measure(store);
  }

  async #measure(store: WorldStore): Promise<void> {
    this.#bytes = await store.bytes();
  }
}
