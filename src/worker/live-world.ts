import type { WorldOrigin } from '../protocol/world.ts';
import { type Command, DataCenter, type DiskAnswer, type DiskQuestion, type ExportedSnapshot, type FileAnswer, type FileQuestion, type Inventory, type Outcome, type StateDifference, type WallProbe, type WorldEvent } from '../simulator/index.ts';
import type { KeptWorld } from '../store/world-store.ts';

const EMPTY: WorldOrigin = { id: 'empty', title: '' };
const SEED = 1;
/** Old events are forgotten when the trace has grown to this length, and to twice what was kept then. */
const LONG_TRACE = 50_000;

/** The world that is there now, where it came from, and who waits for something to happen in it. */
export class LiveWorld {
  #world = new DataCenter(SEED);
  #origin = EMPTY;
  #pristine = true;
  #forgetAt = LONG_TRACE;
  readonly #happened: (events: readonly WorldEvent[]) => void;
  /** Each gathers what happens from when it began to follow. */
  readonly #followers = new Set<WorldEvent[]>();

  /** `happened` hears of every command that took effect, and of all that comes about as time passes. */
  constructor(happened: (events: readonly WorldEvent[]) => void) {
    this.#happened = happened;
  }

  get origin(): WorldOrigin {
    return this.#origin;
  }

  /** Nobody has changed the world since it was made. */
  get pristine(): boolean {
    return this.#pristine;
  }

  get trace(): readonly WorldEvent[] {
    return this.#world.trace;
  }

  /** Tells one world from another that has taken its place. */
  get identity(): object {
    return this.#world;
  }

  inventory(): Inventory {
    return this.#world.inventory();
  }

  /** A snapshot for a file. Throws one sentence where there is none. */
  exportSnapshot(vm: string, snapshot: string): ExportedSnapshot {
    return this.#world.exportSnapshot(vm, snapshot);
  }

  /** How a snapshot differs from another one, or from the VM as it is now. Throws one sentence where it cannot be said. */
  compare(vm: string, first: string, second: string | null, limit: number): StateDifference {
    return this.#world.compare(vm, first, second, limit);
  }

  /** The files on the disk of a VM. Throws one sentence where there is no such disk. */
  lookIntoDisk(vm: string, snapshot: string | null, question: DiskQuestion): DiskAnswer {
    return this.#world.lookIntoDisk(vm, snapshot, question);
  }

  lookIntoContainer(container: string, question: FileQuestion): FileAnswer {
    return this.#world.lookIntoContainer(container, question);
  }

  probeContainer(container: string): readonly WallProbe[] {
    return this.#world.probeContainer(container);
  }

  /** A user's command. */
  apply(command: Command): Outcome {
    const outcome = this.#world.apply(command);
    if (!outcome.ok) return outcome;
    this.#pristine = false;
    this.#tell(outcome.events);
    return outcome;
  }

  /** Lets time pass. */
  advance(nanoseconds: number): void {
    const outcome = this.#world.apply({ kind: 'world.advance', nanoseconds });
    if (!outcome.ok) throw new Error(outcome.refusal);
    if (outcome.events.length > 0) this.#tell(outcome.events);
  }

  /** Gathers what happens from now on, until `unfollow`. */
  follow(): WorldEvent[] {
    const events: WorldEvent[] = [];
    this.#followers.add(events);
    return events;
  }

  unfollow(events: WorldEvent[]): void {
    this.#followers.delete(events);
  }

  /** Puts a world that was just made in the place of this one. */
  begin(world = new DataCenter(SEED), origin = EMPTY): void {
    this.#world = world;
    this.#origin = origin;
    this.#pristine = true;
  }

  /** Puts a kept world in the place of this one. Throws one sentence, and changes nothing, where it is damaged. */
  revive({ world, origin, pristine }: KeptWorld): void {
    this.#world = DataCenter.restore(world);
    this.#origin = origin;
    this.#pristine = pristine;
  }

  /** What was built so far is where work begins. */
  markBeginning(origin: WorldOrigin): void {
    this.#origin = origin;
    this.#pristine = true;
  }

  kept(): KeptWorld {
    return { world: this.#world.save(), origin: this.#origin, pristine: this.#pristine };
  }

  /** The same in steps, between which the world may go on: what is kept is what there is at the first of them. */
  *keptInSteps(): Generator<void, KeptWorld> {
    const { origin, pristine } = this;
    return { world: yield* this.#world.saveInSteps(), origin, pristine };
  }

  #tell(events: readonly WorldEvent[]): void {
    for (const follower of this.#followers) for (const event of events) follower.push(event);
    this.#happened(events);
    if (this.#world.trace.length < this.#forgetAt) return;
    this.#world.forgetOldEvents();
    this.#forgetAt = Math.max(LONG_TRACE, 2 * this.#world.trace.length);
  }
}
