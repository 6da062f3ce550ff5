import { type Command, LIMITS, type Outcome, type WorldEvent } from '../simulator/index.ts';
import type { RealClock } from './clock.ts';
import type { LiveWorld } from './live-world.ts';
import type { Pacer } from './pacer.ts';

/** Real time between two looks at whether a snapshot or checkpoint is done, in milliseconds. */
const LOOK_EVERY = 20;
/** So far time goes on for a snapshot, at a time, while it stands still otherwise; in nanoseconds. */
const SNAPSHOT_STEP = 1_000_000;

/** Runs commands to their end: those that take simulated time answer when they are through. */
export class CommandRunner {
  readonly #clock: RealClock;
  readonly #pacer: Pacer;
  readonly #live: LiveWorld;

  constructor(clock: RealClock, pacer: Pacer, live: LiveWorld) {
    this.#clock = clock;
    this.#pacer = pacer;
    this.#live = live;
  }

  /** The outcome holds all that happened until the command was through. A migration is through when it has begun. */
  async run(command: Command): Promise<Outcome> {
    // What others send may be no command at all; the world says so.
    if (!command) return this.#live.apply(command);
    switch (command.kind) {
      case 'world.advance':
        return this.#advance(command.nanoseconds);
      case 'vm.snapshot':
        // One in the background goes on for as long as its file takes, like a migration.
        return command.method === 'background' ? this.#live.apply(command) : this.#until(command, endsSnapshotOf(command.vm));
      case 'snapshot.rollback':
        return this.#until(command, endsSnapshotOf(command.vm));
      case 'container.checkpoint':
        return this.#until(command, (event) => CHECKPOINT_ENDS.has(event.kind) && 'container' in event && event.container === command.container);
      case 'container.restore':
        return this.#until(command, (event) => RESTORE_ENDS.has(event.kind) && 'checkpoint' in event && event.checkpoint === command.checkpoint);
      default:
        return this.#live.apply(command);
    }
  }

  /** A long advance lets other requests through between its slices. */
  async #advance(nanoseconds: number): Promise<Outcome> {
    const { least, most } = LIMITS.advanceNanoseconds;
    // What the world refuses as a whole it must not be given in slices.
    if (!(Number.isSafeInteger(nanoseconds) && nanoseconds >= least && nanoseconds <= most)) {
      return this.#live.apply({ kind: 'world.advance', nanoseconds });
    }
    let left = nanoseconds;
    const events = await this.#follow(this.#live.follow(), () => {
      if (left === 0) return undefined;
      left = this.#pacer.run(left);
      return 0;
    });
    return { ok: true, events };
  }

  /** Some commands take a moment of simulated time. Time that stands still goes on for them. */
  async #until(command: Command, isEnd: (event: WorldEvent) => boolean): Promise<Outcome> {
    const events = this.#live.follow();
    const outcome = this.#live.apply(command);
    if (!outcome.ok) {
      this.#live.unfollow(events);
      return outcome;
    }
    await this.#follow(events, () => {
      if (events.some(isEnd)) return undefined;
      if (this.#pacer.speed > 0) return LOOK_EVERY;
      this.#pacer.run(SNAPSHOT_STEP);
      return 0;
    });
    return { ok: true, events };
  }

  /**
   * Calls `step` until it returns undefined, waiting as many milliseconds each time as it returns.
   * Ends as well when another world takes this one's place.
   */
  async #follow(events: WorldEvent[], step: () => number | undefined): Promise<readonly WorldEvent[]> {
    const { identity } = this.#live;
    for (let wait = step(); wait !== undefined && identity === this.#live.identity; wait = step()) {
      await this.#pause(wait);
    }
    this.#live.unfollow(events);
    return events;
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(milliseconds, resolve);
    });
  }
}

const SNAPSHOT_ENDS: ReadonlySet<WorldEvent['kind']> = new Set<WorldEvent['kind']>([
  'snapshot.taken',
  'snapshot.failed',
  'snapshot.cancelled',
  'snapshot.rolled-back',
]);
const CHECKPOINT_ENDS: ReadonlySet<WorldEvent['kind']> = new Set<WorldEvent['kind']>(['container.checkpointed', 'container.checkpoint-failed', 'container.checkpoint-cancelled']);
const RESTORE_ENDS: ReadonlySet<WorldEvent['kind']> = new Set<WorldEvent['kind']>(['container.restored', 'container.restore-failed']);

function endsSnapshotOf(vm: string): (event: WorldEvent) => boolean {
  return (event) => SNAPSHOT_ENDS.has(event.kind) && 'vm' in event && event.vm === vm;
}
