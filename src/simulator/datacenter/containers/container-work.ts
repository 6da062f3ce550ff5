import type { Nanoseconds } from '../../kernel/time.ts';
import { RunningProcess } from '../../kernel/process.ts';
import type { EventBody } from '../events.ts';
import { require } from '../refusal.ts';
import type { World } from '../world.ts';
import type { CheckpointProgress } from './checkpoint.ts';

/** Something that takes a while with a container; there is never more than one such thing with each. */
export interface ContainerWork {
  readonly kind: 'checkpoint' | 'restore' | 'migration';
  readonly container: string;
  /** The hosts without which it cannot go on. */
  readonly hosts: readonly string[];
  /** The checkpoint that it reads or writes; null for a migration. */
  readonly checkpoint: string | null;
  /** What is still to come of the memory of a container that runs without it: process, page and content, one after the other. */
  missingPages?(): Uint32Array;
  /** Bytes of unfinished files on the shared storage. */
  roomTaken?(): number;
  /** How far it is; only of a checkpoint. */
  checkpointProgress?(): CheckpointProgress;
  interrupt(reason: string): void;
  /** Gives it up without harm; only of a checkpoint. */
  cancel?(): void;
  /** What there is to tell when the world is closed before it is done. */
  whenClosed(reason: string): EventBody;
}

const DOING: Record<ContainerWork['kind'], string> = { checkpoint: 'being checkpointed', restore: 'being restored', migration: 'migrating' };

/** Refuses where something else is under way with the container. */
export function requireNoWork(world: World, container: string): void {
  const work = world.containerWorks.get(container);
  require(work === undefined, () => `Container "${container}" is ${work === undefined ? '' : DOING[work.kind]}: wait until that is done.`);
}

/** A process that only lets time pass: each yield is how long. */
export type TimedProcess<Result> = Generator<Nanoseconds, Result, unknown>;

/** Runs such a process in the world's time. */
export function runTimed<Result>(world: World, process: TimedProcess<Result>, onEnd: (end: { ok: true; value: Result } | { ok: false; error: Error }) => void): RunningProcess<Nanoseconds, Result> {
  const running = new RunningProcess<Nanoseconds, Result>(process, (nanoseconds, completion) => {
    const appointment = world.queue.after(nanoseconds, () => {
      completion.succeed();
    });
    return () => {
      appointment.cancel();
    };
  }, onEnd);
  return running;
}

/** Breaks off whatever needs a host that has failed. */
export function interruptWorksOn(world: World, host: string, reason: string): void {
  for (const work of [...world.containerWorks.values()]) if (work.hosts.includes(host)) work.interrupt(reason);
}
