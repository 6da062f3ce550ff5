import type { RealClock } from './clock.ts';
import type { KeptWorld } from './saved-file.ts';

/** A change is on disk this long after it at the latest, unless a save is still under way, in milliseconds. */
const AFTER_A_CHANGE = 500;
/** While only time passes, the world is saved this often, in milliseconds. */
const WHILE_TIME_PASSES = 30_000;
/** Saving may take up this share of the time: a huge world is saved less often. */
const SHARE_OF_TIME = 1 / 20;

/** Decides when the world is saved: soon after a change, now and then while time passes, never two at once. */
export class Saver {
  readonly #clock: RealClock;
  readonly #capture: () => KeptWorld;
  readonly #write: (kept: KeptWorld) => Promise<void>;
  readonly #failed: (reason: string) => void;
  /** When the next save is due; undefined while the file has all. */
  #due: number | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #failing = false;

  /** `failed` hears of the first of a row of failures. */
  constructor(
    clock: RealClock,
    capture: () => KeptWorld,
    write: (kept: KeptWorld) => Promise<void>,
    failed: (reason: string) => void,
  ) {
    this.#clock = clock;
    this.#capture = capture;
    this.#write = write;
    this.#failed = failed;
  }

  /** Something has changed that nobody wants to lose. */
  changed(): void {
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
    this.#running = this.#save().finally(() => {
      this.#running = undefined;
    });
  }

  /** Saves now; resolves when the world as it is at this moment is on disk, and rejects where it cannot be written. */
  async flush(): Promise<void> {
    await this.#running;
    this.#due = undefined;
    await this.#write(this.#capture());
  }

  #dueIn(delay: number): void {
    const due = this.#clock.now() + delay;
    if (this.#due === undefined || due < this.#due) this.#due = due;
  }

  async #save(): Promise<void> {
    const start = this.#clock.now();
    this.#due = undefined;
    try {
      await this.#write(this.#capture());
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#failed(error instanceof Error ? error.message : String(error));
      this.#failing = true;
      this.#dueIn(WHILE_TIME_PASSES);
    }
    const end = this.#clock.now();
    this.#notBefore = end + (end - start) / SHARE_OF_TIME;
  }
}
