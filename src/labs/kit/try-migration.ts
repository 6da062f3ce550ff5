import {
  boot,
  type Completion,
  type Effect,
  type EffectHandler,
  EventQueue,
  type GuestSettings,
  guestProgram,
  LIMITS,
  LinkModel,
  MEBIBYTE,
  milliseconds,
  ModelMachine,
  type Nanoseconds,
  PAGE_BYTES,
  pagesOf,
  type ProcessEnd,
  requireGuest,
  requireMemory,
  RunningProcess,
  seconds,
  LinkEnds,
  virtualTimeHandler,
} from '../../simulator/index.ts';
import type { Mechanism, MigrationTrial, TrialEffect, TrialEnding, TrialSettings } from './migration-trial.ts';
import { compareMemory, type Moment, momentOf, sameDeviceState } from './moment.ts';
import { refuseEffect } from './refuse-effect.ts';
import { startMechanism } from './start-mechanism.ts';
import { TrialFailure } from './trial-failure.ts';
import { type WatchedPorts, watchedPorts } from './watched-ports.ts';

const USUAL_GUEST = { kind: 'uniform', pagesPerSecond: 4_000, workingSetPages: 2_048 } as const;

/** 16 MiB under a workload that writes 4 000 pages a second, a link of 1 Gbit/s. */
export const TRIAL_SETTINGS: TrialSettings = {
  seed: 1,
  memoryBytes: 16 * MEBIBYTE,
  guest: USUAL_GUEST,
  linkBytesPerSecond: 125_000_000,
  latency: milliseconds(0.1),
  mostEffects: 50_000,
  longestTime: seconds(60),
};

/** Collecting the dirty log takes a moment, in which the guest writes on. */
const COLLECTING = milliseconds(1);
/** How far the clock is moved at a time, to see whether the migration is over. */
const STEP = milliseconds(1);
const SEND_BUFFER_BYTES = 262_144;
/** The guest has been at work for a while when the migration begins. */
const WARM_UP = milliseconds(20);

/**
 * Runs a migration between two model machines in virtual time, and tells what became of both. Whatever the mechanism
 * throws is told, not thrown. Throws a sentence where the settings make no sense: a guest that needs more memory.
 */
export function tryMigration(mechanism: Mechanism, settings: Partial<TrialSettings> = {}): MigrationTrial {
  const { memoryBytes = TRIAL_SETTINGS.memoryBytes, guest = usualGuest(memoryBytes) } = settings;
  requireMemory('The memory of a trial', memoryBytes, { least: PAGE_BYTES, most: LIMITS.vmMemoryBytes.most });
  requireGuest(guest, memoryBytes);
  return new Bench({ ...TRIAL_SETTINGS, ...settings, guest }).run(mechanism);
}

/** The usual workload, in all of the memory where that is small. */
function usualGuest(memoryBytes: number): GuestSettings {
  return { ...USUAL_GUEST, workingSetPages: Math.min(USUAL_GUEST.workingSetPages, pagesOf(memoryBytes)) };
}

/** Like `tryMigration`; throws what the mechanism threw, or a sentence where it never ended or forgot a `yield*`. */
export function runMigration(mechanism: Mechanism, settings: Partial<TrialSettings> = {}): MigrationTrial {
  const trial = tryMigration(mechanism, settings);
  const [forgotten] = trial.forgotten;
  if (trial.ending.kind === 'threw') throw trial.ending.error;
  if (forgotten !== undefined) throw forgotten;
  if (trial.ending.kind === 'never-ended') throw trial.ending.error;
  return trial;
}

/** Two machines, a link between them, and one process at work. */
class Bench {
  readonly #settings: TrialSettings;
  readonly #queue = new EventQueue();
  readonly #source: ModelMachine;
  readonly #destination: ModelMachine;
  readonly #effects: TrialEffect[] = [];
  #yielded = 0;
  #endedAt: Nanoseconds | null = null;
  #neverEnded: Error | null = null;
  #pausedAt: Nanoseconds | null = null;
  #resumedAt: Nanoseconds | null = null;
  #atPause: Moment | null = null;
  #atResume: Moment | null = null;

  constructor(settings: TrialSettings) {
    this.#settings = settings;
    this.#source = this.#newMachine();
    this.#destination = this.#newMachine();
  }

  run(mechanism: Mechanism): MigrationTrial {
    boot(this.#source, this.#settings.seed, 'trial', 0);
    this.#source.resume();
    this.#queue.runUntil(WARM_UP);
    const watched = watchedPorts(this.#source.pageCount);
    const ending = this.#drive(mechanism, watched);
    return this.#trial(ending, watched.forgotten());
  }

  #newMachine(): ModelMachine {
    const { guest, memoryBytes } = this.#settings;
    return new ModelMachine(this.#queue, guestProgram(guest), pagesOf(memoryBytes));
  }

  #drive(mechanism: Mechanism, { ports }: WatchedPorts): TrialEnding {
    const { linkBytesPerSecond: bytesPerSecond, latency: latencyNanoseconds } = this.#settings;
    const settings = { bytesPerSecond, latencyNanoseconds, sendBufferBytes: SEND_BUFFER_BYTES };
    const flow = new LinkModel(this.#queue, settings).open();
    const link = new LinkEnds(this.#queue, this.#destination, flow);
    const handler = virtualTimeHandler({ queue: this.#queue, source: this.#source, destination: this.#destination, link });
    try {
      const process = startMechanism(mechanism, ports);
      return this.#ending(this.#runToEnd(process, this.#watching(handler)));
    } catch (error) {
      return { kind: 'threw', error: error as Error };
    }
  }

  /** Null where patience ran out first. */
  #runToEnd(process: ReturnType<Mechanism>, handler: EffectHandler<Effect>): ProcessEnd<void> | null {
    const ends: ProcessEnd<void>[] = [];
    const running = new RunningProcess<Effect, void>(process, handler, (end) => {
      ends.push(end);
      this.#endedAt = this.#queue.now;
    });
    running.start();
    while (ends.length === 0 && this.#queue.waiting > 0 && this.#queue.now < this.#settings.longestTime) {
      this.#queue.runUntil(this.#queue.now + STEP);
    }
    if (ends.length === 0) running.interrupt(this.#loseTemper());
    return ends[0] ?? null;
  }

  #ending(end: ProcessEnd<void> | null): TrialEnding {
    if (this.#neverEnded !== null) return { kind: 'never-ended', error: this.#neverEnded };
    if (end === null || end.ok) return { kind: 'returned' };
    return { kind: 'threw', error: end.error };
  }

  /** Notes every effect, refuses those that make no sense, and throws when there are too many. */
  #watching(handler: EffectHandler<Effect>): EffectHandler<Effect> {
    return (effect, completion) => {
      this.#yielded++;
      if (this.#neverEnded !== null) return undefined;
      try {
        if (this.#yielded > this.#settings.mostEffects) throw this.#loseTemper();
        const refusal = refuseEffect(effect);
        if (refusal !== null) throw new TrialFailure(refusal);
        this.#note(effect);
        return handler(effect, this.#answering(effect, completion));
      } catch (error) {
        completion.fail(error as Error);
        return undefined;
      }
    };
  }

  /** From here on no effect is answered any more. */
  #loseTemper(): Error {
    const effects = Math.min(this.#yielded, this.#settings.mostEffects);
    const time = `${(this.#queue.now / 1e9).toFixed(1)} s of simulated time`;
    this.#neverEnded ??= new TrialFailure(
      `The migration does not end: after ${effects} effects and ${time} it was still at work.`,
    );
    return this.#neverEnded;
  }

  #answering({ kind }: Effect, completion: Completion): Completion {
    const delay = kind === 'collect-dirty-log' ? COLLECTING : 0;
    return {
      succeed: (value) => {
        if (delay === 0) completion.succeed(value);
        else this.#queue.after(delay, () => completion.succeed(value));
      },
      fail: (error) => completion.fail(new TrialFailure(error.message)),
    };
  }

  #note(effect: Effect): void {
    const time = this.#queue.now;
    const machine = 'machine' in effect ? effect.machine : null;
    this.#effects.push({ time, kind: effect.kind, machine, pages: pagesIn(effect) });
    if (effect.kind === 'pause' && machine === 'source' && this.#source.isRunning) {
      this.#pausedAt = time;
      this.#atPause = momentOf(this.#source);
    }
    if (effect.kind === 'resume' && machine === 'destination' && !this.#destination.isRunning) {
      this.#resumedAt ??= time;
      this.#atResume ??= momentOf(this.#destination);
    }
  }

  #trial(ending: TrialEnding, forgotten: readonly Error[]): MigrationTrial {
    const source = this.#atPause ?? momentOf(this.#source);
    const destination = this.#atResume ?? momentOf(this.#destination);
    const count = (kind: Effect['kind']): number => this.#effects.filter((effect) => effect.kind === kind).length;
    return {
      ending,
      effects: this.#effects,
      pageCount: this.#source.pageCount,
      ...compareMemory(source, destination),
      deviceStateArrived: sameDeviceState(source, destination),
      source: this.#source.isRunning ? 'running' : 'paused',
      destination: this.#destination.isRunning ? 'running' : 'paused',
      downtime: this.#pausedAt === null || this.#resumedAt === null ? null : this.#resumedAt - this.#pausedAt,
      totalTime: (this.#endedAt ?? this.#queue.now) - WARM_UP,
      dirtySyncCount: count('collect-dirty-log'),
      pagesSent: this.#effects.reduce((sum, { kind, pages }) => sum + (kind === 'send' ? pages : 0), 0),
      forgotten,
    };
  }
}

function pagesIn(effect: Effect): number {
  if (effect.kind === 'read-pages') return effect.pages.length;
  return effect.kind === 'send' && effect.message.kind === 'pages' ? effect.message.batch.pages.length : 0;
}
