import { expect } from 'vitest';

/** A background snapshot, of whatever kind of machine, that something may have happened to. */
export interface BackgroundTrial {
  readonly wasRunning: boolean;
  readonly succeeded: boolean;
  /** State of the machine when its memory was protected; null where it did not come to that. */
  readonly atStart: string | null;
  /** State that the file holds; null where there is none. */
  readonly inFile: string | null;
  /** State of the machine some time after, and that of one left alone that has come as far. */
  readonly afterwards: string;
  readonly leftAlone: string;
  readonly isRunningAfterwards: boolean;
  /** Steps that the guest made after all was over; it must not stand still for good. */
  readonly stepsAfterwards: number;
  readonly mustStep: boolean;
  /** Protected pages that nobody has released, files and appointments that nobody has cleared away. */
  readonly leftOver: number;
}

/** What is in the file is the machine as it was at the start; whatever happens, the guest is not harmed. */
export function expectBackgroundLaws(trial: BackgroundTrial): void {
  if (trial.succeeded) expect(trial.inFile, 'the file holds the state of the start').toBe(trial.atStart);
  else expect(trial.inFile, 'an unfinished file is deleted').toBeNull();
  expect(trial.afterwards, 'the guest computes as if nothing had been saved').toBe(trial.leftAlone);
  expect(trial.isRunningAfterwards).toBe(trial.wasRunning);
  if (trial.mustStep) expect(trial.stepsAfterwards, 'the guest goes on').toBeGreaterThan(0);
  expect(trial.leftOver, 'nothing is left over').toBe(0);
}
