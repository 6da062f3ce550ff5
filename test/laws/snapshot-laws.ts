import { expect } from 'vitest';

/** A machine that was saved, went on, and was put back, of whatever kind it is. */
export interface SnapshotTrial {
  readonly wasRunning: boolean;
  /** State of the machine when it was saved. */
  readonly atSnapshot: string;
  /** State of a machine left alone that had come as far as this one when it was saved. */
  readonly atSnapshotIfLeftAlone: string;
  /** State after it had been put back, before it ran again. */
  readonly afterRollBack: string;
  /** State some time after that, and that of a machine left alone that has come as far. */
  readonly future: string;
  readonly futureIfLeftAlone: string;
  readonly isRunningAfterSnapshot: boolean;
  readonly isRunningAfterRollBack: boolean;
  /** Appointments and messages that nobody has cleared away. */
  readonly leftOver: number;
}

/** A snapshot is the whole machine at one moment; rolled back, the guest cannot tell that anything has happened. */
export function expectSnapshotLaws(trial: SnapshotTrial): void {
  expect(trial.atSnapshot, 'CPU and memory are of one moment').toBe(trial.atSnapshotIfLeftAlone);
  expect(trial.isRunningAfterSnapshot).toBe(trial.wasRunning);
  expect(trial.afterRollBack, 'rolling back puts back what was saved').toBe(trial.atSnapshot);
  expect(trial.isRunningAfterRollBack).toBe(trial.wasRunning);
  expect(trial.future, 'the guest goes on from there').toBe(trial.futureIfLeftAlone);
  expect(trial.leftOver, 'nothing is left over').toBe(0);
}
