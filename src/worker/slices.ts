import type { RealClock } from './clock.ts';

/** Real time that steps may use before messages get their turn, in milliseconds. */
const SLICE_BUDGET = 12;

/** Does what is done in steps, the first at once, and lets others have their turn between them. */
export async function inSlices<Result>(clock: RealClock, steps: Generator<void, Result>): Promise<Result> {
  for (let began = clock.now(); ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (clock.now() - began < SLICE_BUDGET) continue;
    await new Promise<void>((resolve) => {
      clock.after(0, resolve);
    });
    began = clock.now();
  }
}
