import type { RealClock } from './clock.ts';

/** A change is on disk this long after it at the latest, unless a save is still under way, in milliseconds. */
const AFTER_A_CHANGE = 500;
/** While only time passes, the world is saved this often, in milliseconds. */
const WHILE_TIME_PASSES = 30_000;
/** Saving may take up this share of the time: a world of which very much changes is saved less often. */
const SHARE_OF_TIME = 1 / 20;
/** A save that takes less, in milliseconds, is always welcome. */
const CHEAP = 100;

/** Decides when the world is saved: at once where somebody waits for it, soon after a change, now and then while time passes, never two at once. */
export class Saver {
  readonly #clock: RealClock;
  readonly #save: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  /** When the next save is due; undefined while the disk has all. */
  #due: number | undefined;
  /** Changes that nobody wants to lose, and how many of them are on disk. */
  #changes = 0;
  #saved = 0;
  #notBefore = Number.NEGATIVE_INFINITY;
  #running: Promise<boolean> | undefined;
  #failing = false;

  /** `save` writes the world as it is when it is called; `failed` hears of the first of a row of failures. */
  constructor(clock: RealClock, save: () => Promise<void>, failed: (error: unknown) => void) {
    this.#clock = clock;
    this.#save = save;
    this.#failed = failed;
  }

  /** The disk has all that is worth keeping. */
  get isUpToDate(): boolean {
    return this.#saved === this.#changes;
  }

  /** Something has changed that nobody wants to lose. */
  changed(): void {
    this.#changes += 1;
    this.#dueIn(AFTER_A_CHANGE);
  }

  /** Simulated time has passed. */
  timePassed(): void {
    this.#dueIn(WHILE_TIME_PASSES);
  }

  /** Saves if it is time to. */
  turn(): void {
    const now = this.#clock.now();
    if (this.#due === undefined || this.#running || now < this.#due || now < this.#notBefore) return;
    void this.#run();
  }

  /**
   * Saves what somebody has just done; true when it is on the disk. False where that failed, or where saves have taken
   * so much of the time lately that it is put off, unless it is `urgent`: then it is saved as soon as its share of the
   * time allows.
   */
  async keep(urgent = false): Promise<boolean> {
    this.changed();
    const own = this.#changes;
    while (this.#running) await this.#running;
    // One that began since then has saved it.
    if (this.#saved >= own) return true;
    if (!urgent && this.#clock.now() < this.#notBefore) return false;
    return this.#run();
  }

  /** Saves now; resolves when the world as it is at this moment is on disk, and rejects where it cannot be written. */
  async flush(): Promise<void> {
    while (this.#running) await this.#running;
    await this.#write();
  }

  async #write(): Promise<void> {
    const changes = this.#changes;
    this.#due = undefined;
    try {
      await this.#save();
    } catch (error) {
      this.#dueIn(WHILE_TIME_PASSES);
      throw error;
    }
    this.#saved = changes;
  }

  #dueIn(delay: number): void {
    const due = this.#clock.now() + delay;
    if (this.#due === undefined || due < this.#due) this.#due = due;
  }

  #run(): Promise<boolean> {
    this.#running = this.#attempt().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #attempt(): Promise<boolean> {
    // Commands that came together are saved together.
    await new Promise<void>((resolve) => void this.#clock.after(0, resolve));
    const start = this.#clock.now();
    let isSaved = false;
    try {
      await this.#write();
      isSaved = true;
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#failed(error);
      this.#failing = true;
    }
    const end = this.#clock.now();
    this.#notBefore = end - start < CHEAP ? end : end + (end - start) / SHARE_OF_TIME;
    return isSaved;
  }
}
