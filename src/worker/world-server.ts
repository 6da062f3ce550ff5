import type {
  FromWorldWorker,
  ToWorldWorker,
  WorldAnswer,
  WorldOrigin,
  WorldRequest,
  WorldView,
} from '../protocol/world.ts';
import { type Command, DataCenter, type Outcome, type WorldEvent } from '../simulator/index.ts';
import type { RealClock } from './clock.ts';
import { Pacer } from './pacer.ts';
import { Publisher } from './publisher.ts';
import type { KeptWorld } from './saved-file.ts';
import { Saver } from './saver.ts';
import type { WorldStore } from './world-store.ts';

/** Time between two turns in milliseconds, while something runs and while nothing does. */
const BUSY_TURN = 20;
const IDLE_TURN = 200;
/** So far time goes on for a snapshot, at a time, while it stands still otherwise; in nanoseconds. */
const SNAPSHOT_STEP = 1_000_000;

const EMPTY: WorldOrigin = { id: 'empty', title: '' };
const SEED = 1;

/** What the server of a world is made of. */
export interface WorldServerParts {
  readonly clock: RealClock;
  readonly store: WorldStore;
  /** Simulated seconds a real second. */
  readonly speed: number;
  readonly post: (message: FromWorldWorker) => void;
  /** Makes a world of a scenario file's text; throws an error with one clear sentence where the file is bad. */
  readonly worldFromScenario: (scenario: string) => DataCenter;
}

/** Owns the data center: answers requests, lets time pass, tells of changes and keeps the world on disk. */
export class WorldServer {
  readonly #parts: WorldServerParts;
  readonly #pacer: Pacer;
  readonly #publisher: Publisher;
  readonly #saver: Saver;
  #world = new DataCenter(SEED);
  #origin = EMPTY;
  #pristine = true;
  #hasPrevious = false;
  /** Without the folder's lock nothing is written. */
  #saves = false;
  #busy = false;
  /** Those who wait for something to happen, and gather what happens meanwhile. */
  readonly #followers = new Set<WorldEvent[]>();
  #stopTurning: () => void = () => undefined;

  constructor(parts: WorldServerParts) {
    this.#parts = parts;
    this.#pacer = new Pacer(parts.clock, parts.speed, (nanoseconds) => {
      this.#advance(nanoseconds);
    });
    this.#publisher = new Publisher(parts.clock, () => this.#view(), parts.post);
    this.#saver = new Saver(
      parts.clock,
      () => this.#kept(),
      (kept) => this.#write(kept),
      (reason) => {
        parts.post({ kind: 'notice', notice: { kind: 'save-failed', reason } });
      },
    );
  }

  /** Opens the saved world, or a fresh one, and lets time pass. */
  async start(): Promise<void> {
    const { store, post } = this.#parts;
    this.#saves = await store.open();
    if (!this.#saves) post({ kind: 'notice', notice: { kind: 'not-saved-here' } });
    else {
      const found = await store.read((kept) => {
        this.#become(DataCenter.restore(kept.world), kept.origin, kept.pristine);
      });
      if (found.kind === 'kept-aside') post({ kind: 'notice', notice: found });
      this.#hasPrevious = await store.hasPrevious();
    }
    this.#publisher.opened(this.#world.trace);
    this.#turn();
  }

  /**
   * Answers a request; the order of requests is kept, but for those that take time.
   * Rejects where a command broke the world: nobody should go on with it.
   */
  async handle({ id, request }: ToWorldWorker): Promise<void> {
    const answer = await (request.kind === 'apply' ? this.#applied(request.command) : this.#answer(request).catch(failure));
    this.#publisher.flush();
    this.#parts.post({ kind: 'answer', id, answer });
  }

  async #applied(command: Command): Promise<WorldAnswer> {
    return { kind: 'outcome', outcome: await this.#apply(command) };
  }

  async #answer(request: Exclude<WorldRequest, { kind: 'apply' }>): Promise<WorldAnswer> {
    switch (request.kind) {
      case 'load':
        return this.#replace(this.#parts.worldFromScenario(request.scenario), request.origin);
      case 'reset':
        return this.#replace(new DataCenter(SEED), EMPTY);
      case 'bring-back':
        return this.#bringBack();
      case 'set-speed':
        this.#pacer.setSpeed(request.speed);
        return DONE;
      case 'mark-beginning':
        this.#become(this.#world, request.origin, true);
        this.#publisher.note([]);
        this.#saver.changed();
        return DONE;
      case 'ping':
        return DONE;
      case 'save':
        await this.#flush();
        return DONE;
      case 'close':
        return this.#close();
    }
  }

  async #apply(command: Command): Promise<Outcome> {
    if (command.kind === 'world.advance') return this.#advanceInTurns(command.nanoseconds);
    const outcome = this.#world.apply(command);
    if (!outcome.ok) return outcome;
    this.#pristine = false;
    this.#publisher.note(outcome.events);
    this.#saver.changed();
    if (command.kind !== 'vm.snapshot' && command.kind !== 'snapshot.rollback') return outcome;
    const events = outcome.events.some(endsSnapshotOf(command.vm)) ? [] : await this.#untilSnapshotOf(command.vm);
    return { ok: true, events: [...outcome.events, ...events] };
  }

  /** A snapshot takes simulated time: its end, and what happened until then. Time that stands still goes on for it. */
  #untilSnapshotOf(vm: string): Promise<readonly WorldEvent[]> {
    const ends = endsSnapshotOf(vm);
    return this.#follow((events) => {
      if (events.some(ends)) return undefined;
      if (this.#pacer.speed > 0) return BUSY_TURN;
      this.#pacer.run(SNAPSHOT_STEP);
      return 0;
    });
  }

  /** A long advance lets other requests through between its slices. */
  async #advanceInTurns(nanoseconds: number): Promise<Outcome> {
    if (!Number.isSafeInteger(nanoseconds) || nanoseconds < 0) {
      return this.#world.apply({ kind: 'world.advance', nanoseconds });
    }
    let left = nanoseconds;
    const events = await this.#follow(() => {
      if (left === 0) return undefined;
      left = this.#pacer.run(left);
      return 0;
    });
    return { ok: true, events };
  }

  /**
   * Calls `step` until it returns undefined, after as many milliseconds each time as it returns; what happens in the
   * world meanwhile is handed to it and returned. Ends when another world takes this one's place.
   */
  async #follow(step: (events: readonly WorldEvent[]) => number | undefined): Promise<readonly WorldEvent[]> {
    const events: WorldEvent[] = [];
    const world = this.#world;
    this.#followers.add(events);
    for (let wait = step(events); wait !== undefined && world === this.#world; wait = step(events)) {
      await this.#pause(wait);
    }
    this.#followers.delete(events);
    return events;
  }

  #advance(nanoseconds: number): void {
    const outcome = this.#world.apply({ kind: 'world.advance', nanoseconds });
    if (!outcome.ok) throw new Error(outcome.refusal);
    for (const follower of this.#followers) follower.push(...outcome.events);
    if (this.#busy || outcome.events.length > 0) {
      this.#publisher.note(outcome.events);
      this.#saver.timePassed();
    }
    if (outcome.events.some(isLasting)) this.#saver.changed();
  }

  /** Puts a fresh world in the place of this one. */
  #replace(world: DataCenter, origin: WorldOrigin): WorldAnswer {
    if (!this.#pristine) this.#keepAsPrevious(this.#kept());
    this.#become(world, origin, true);
    this.#publisher.opened(this.#world.trace);
    this.#saver.changed();
    return DONE;
  }

  async #bringBack(): Promise<WorldAnswer> {
    const previous = await this.#parts.store.readPrevious();
    if (!previous) return { kind: 'failure', message: 'There is no previous data center to bring back.' };
    const restored = DataCenter.restore(previous.world);
    const current = this.#pristine ? undefined : this.#kept();
    this.#become(restored, previous.origin, previous.pristine);
    await this.#flush();
    this.#keepAsPrevious(current);
    this.#publisher.opened(this.#world.trace);
    return DONE;
  }

  #keepAsPrevious(kept: KeptWorld | undefined): void {
    if (!this.#saves) return;
    this.#hasPrevious = kept !== undefined;
    this.#parts.store.writePrevious(kept).catch((error: unknown) => {
      this.#hasPrevious = false;
      this.#parts.post({ kind: 'notice', notice: { kind: 'save-failed', reason: messageOf(error) } });
    });
  }

  #become(world: DataCenter, origin: WorldOrigin, pristine: boolean): void {
    this.#world = world;
    this.#origin = origin;
    this.#pristine = pristine;
  }

  async #close(): Promise<WorldAnswer> {
    this.#stopTurning();
    try {
      await this.#flush();
    } finally {
      await this.#parts.store.close();
    }
    return DONE;
  }

  #turn(): void {
    this.#pacer.turn();
    this.#publisher.publish();
    if (this.#saves) this.#saver.turn();
    this.#stopTurning = this.#parts.clock.after(this.#busy ? BUSY_TURN : IDLE_TURN, () => {
      this.#turn();
    });
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.after(milliseconds, resolve);
    });
  }

  #flush(): Promise<void> {
    return this.#saves ? this.#saver.flush() : Promise.resolve();
  }

  #write(kept: KeptWorld): Promise<void> {
    return this.#parts.store.write(kept);
  }

  #kept(): KeptWorld {
    return { world: this.#world.save(), origin: this.#origin, pristine: this.#pristine };
  }

  #view(): WorldView {
    const inventory = this.#world.inventory();
    this.#busy = inventory.hosts.some(({ vms }) =>
      vms.some(({ state, migration }) => state === 'running' || migration?.status === 'active'),
    );
    return { inventory, origin: this.#origin, pristine: this.#pristine, hasPrevious: this.#hasPrevious };
  }
}

const DONE: WorldAnswer = { kind: 'done' };

/** The reports of a migration under way come many times a second; the rest changes what views show for good. */
function isLasting({ kind }: WorldEvent): boolean {
  return kind !== 'migration.progress' && kind !== 'migration.decision' && kind !== 'migration.round';
}

function endsSnapshotOf(vm: string): (event: WorldEvent) => boolean {
  return (event) => SNAPSHOT_ENDS.has(event.kind) && 'vm' in event && event.vm === vm;
}

const SNAPSHOT_ENDS: ReadonlySet<WorldEvent['kind']> = new Set<WorldEvent['kind']>([
  'snapshot.taken',
  'snapshot.failed',
  'snapshot.rolled-back',
]);

function failure(error: unknown): WorldAnswer {
  return { kind: 'failure', message: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
