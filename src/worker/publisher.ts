import type { FromWorldWorker, WorldView } from '../protocol/world.ts';
import { abbreviated } from '../protocol/brief-view.ts';
import type { Inventory, WorldEvent } from '../simulator/index.ts';
import type { RealClock } from './clock.ts';

/** Least time between two messages about changes, in milliseconds: at most 20 a second. */
const EVENTFUL_GAP = 50;
/** The same where only time has passed and no event tells of anything. */
const QUIET_GAP = 500;

/**
 * Tells of changes in batches: events at most 20 times a second, the mere passing of time twice a second.
 * Every event is told once, in order; the view that comes with it is the world after the last of them.
 */
export class Publisher {
  readonly #clock: RealClock;
  readonly #view: () => WorldView;
  readonly #post: (message: FromWorldWorker) => void;
  #events: WorldEvent[] = [];
  #changed = false;
  #sequence = 0;
  #lastPost = Number.NEGATIVE_INFINITY;
  /** What the last message told. */
  #told: Inventory | null = null;

  constructor(clock: RealClock, view: () => WorldView, post: (message: FromWorldWorker) => void) {
    this.#clock = clock;
    this.#view = view;
    this.#post = post;
  }

  /** Notes what has happened; `publish` tells it when it is time. */
  note(events: readonly WorldEvent[]): void {
    this.#changed = true;
    for (const event of events) this.#events.push(event);
  }

  /** Tells what has been noted, if the last message is long enough ago. */
  publish(): void {
    const gap = this.#events.length > 0 ? EVENTFUL_GAP : QUIET_GAP;
    if (this.#changed && this.#clock.now() - this.#lastPost >= gap) this.flush();
  }

  /** Tells at once what has been noted. */
  flush(): void {
    if (!this.#changed) return;
    const events = this.#events;
    this.#events = [];
    this.#changed = false;
    this.#lastPost = this.#clock.now();
    this.#sequence += 1;
    const view = this.#view();
    this.#post({ kind: 'changed', sequence: this.#sequence, view: abbreviated(view, this.#told), events });
    this.#told = view.inventory;
  }

  /** Another world has taken this one's place; what was noted of the old one is of no interest any more. */
  opened(trace: readonly WorldEvent[]): void {
    this.#events = [];
    this.#changed = false;
    this.#sequence = 0;
    this.#lastPost = this.#clock.now();
    const view = this.#view();
    this.#post({ kind: 'opened', view, trace });
    this.#told = view.inventory;
  }
}
