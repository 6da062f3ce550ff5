import type { MigrateCommand, MigrationTrial } from '../protocol/comparison.ts';
import { type CostReport, DataCenter, type Experiment, measureCosts, type Nanoseconds, runTrial, type SavedWorld, type TriedExperiment, type WorldEvent } from '../simulator/index.ts';
import type { ReplicateCommand } from '../protocol/replication.ts';
import type { IntervalTrial } from '../viewmodel/replication/interval-trials.ts';
import type { RealClock } from './clock.ts';
import { Pacer } from './pacer.ts';
import { tryReplication } from './replication-trial.ts';

/** Simulated time between two looks at whether the migration has ended. */
const STEP: Nanoseconds = 100_000_000;
/** Real time that a trial may use before messages and the world itself get their turn, in milliseconds. */
const TURN_BUDGET = 12;

type TrialEvent = Extract<WorldEvent, { migration: string }>;

/** Copies of a world, and migrations that are tried on them. The world itself is not touched. */
export class Trials {
  readonly #clock: RealClock;
  readonly #copies = new Map<number, SavedWorld>();
  #lastCopy = 0;

  constructor(clock: RealClock) {
    this.#clock = clock;
  }

  /** Keeps a copy until it is dropped; returns its number. */
  add(saved: SavedWorld): number {
    this.#copies.set(++this.#lastCopy, saved);
    return this.#lastCopy;
  }

  drop(copy: number): void {
    this.#copies.delete(copy);
  }

  /** Throws one sentence where the migration is refused, or the copy was dropped meanwhile. */
  async run(copy: number, command: MigrateCommand, limit: Nanoseconds): Promise<MigrationTrial> {
    const saved = this.#copies.get(copy);
    if (!saved) throw new Error('That copy of the data center was dropped.');
    const world = DataCenter.restore(saved);
    const begun = world.apply(command);
    if (!begun.ok) throw new Error(begun.refusal);
    const events: TrialEvent[] = [];
    const note = (happened: readonly WorldEvent[]): void => {
      const own = happened.filter((event): event is TrialEvent => 'migration' in event);
      for (const event of own) if (event.migration === (events[0] ?? event).migration) events.push(event);
    };
    note(begun.events);
    await this.#play(world, limit, note, () => !this.#copies.has(copy) || events.some(isEnding));
    if (!this.#copies.has(copy)) throw new Error('The trial was called off.');
    const hasEnded = events.some(isEnding);
    if (!hasEnded) note(breakOff(world, command.vm));
    return trialOf(world, command.vm, events, hasEnded);
  }

  /** The same for a replication, which is given so long after its first copy. */
  async replicate(copy: number, command: ReplicateCommand, duration: Nanoseconds): Promise<IntervalTrial> {
    const saved = this.#copies.get(copy);
    if (!saved) throw new Error('That copy of the data center was dropped.');
    return tryReplication(saved, command, duration, async () => {
      await new Promise<void>((resolve) => {
        this.#clock.after(0, resolve);
      });
      return this.#copies.has(copy);
    });
  }

  /** What a container and a VM cost, in turns. Throws one sentence where the host has no room, or the copy was dropped meanwhile. */
  async costs(copy: number, host: string): Promise<CostReport> {
    const saved = this.#copies.get(copy);
    if (!saved) throw new Error('That copy of the data center was dropped.');
    const measuring = measureCosts(saved, host);
    for (let began = this.#clock.now(); ; ) {
      const step = measuring.next();
      if (step.done === true) return step.value;
      if (this.#clock.now() - began < TURN_BUDGET) continue;
      await new Promise<void>((resolve) => {
        this.#clock.after(0, resolve);
      });
      if (!this.#copies.has(copy)) throw new Error('The trial was called off.');
      began = this.#clock.now();
    }
  }

  /** One trial of an experiment, which is over at once. Throws one sentence where the host has no room for it. */
  experiment(copy: number, experiment: Experiment, host: string, index: number): TriedExperiment {
    const saved = this.#copies.get(copy);
    if (!saved) throw new Error('That copy of the data center was dropped.');
    return runTrial(saved, experiment, host, index);
  }

  /** Lets time pass on the copy, in turns, until `isOver` or the limit. */
  async #play(world: DataCenter, limit: Nanoseconds, note: (events: readonly WorldEvent[]) => void, isOver: () => boolean) {
    const pacer = new Pacer(this.#clock, 0, (nanoseconds) => {
      const outcome = world.apply({ kind: 'world.advance', nanoseconds });
      if (!outcome.ok) throw new Error(outcome.refusal);
      note(outcome.events);
    });
    for (let left = limit; left > 0 && !isOver(); ) {
      const began = this.#clock.now();
      while (left > 0 && !isOver() && this.#clock.now() - began < TURN_BUDGET) {
        const step = Math.min(STEP, left);
        left -= step - pacer.run(step);
      }
      await new Promise<void>((resolve) => {
        this.#clock.after(0, resolve);
      });
    }
  }
}

function isEnding({ kind }: WorldEvent): boolean {
  return kind === 'migration.completed' || kind === 'migration.failed' || kind === 'migration.cancelled';
}

/** Post-copy cannot be cancelled; its trial ends without an ending. */
function breakOff(world: DataCenter, vm: string): readonly WorldEvent[] {
  const outcome = world.apply({ kind: 'vm.cancelMigration', vm });
  return outcome.ok ? outcome.events : [];
}

function trialOf(world: DataCenter, vm: string, events: readonly TrialEvent[], hasEnded: boolean): MigrationTrial {
  const last = events.find(isEnding);
  const failed = last?.kind === 'migration.failed';
  return {
    ending: !hasEnded ? 'unended' : failed ? 'failed' : 'completed',
    reason: failed ? last.reason : null,
    figures: figuresOf(world, vm),
    rounds: events.filter(({ kind }) => kind === 'migration.round').length,
    events,
  };
}

function figuresOf(world: DataCenter, name: string) {
  const migration = world.inventory().hosts.flatMap(({ vms }) => vms).find((vm) => vm.name === name)?.migration;
  if (!migration) throw new Error(`VM "${name}" did not migrate.`);
  return migration.figures;
}
