import { expect, test } from 'vitest';
import { inSlices } from '../../src/worker/slices.ts';
import { FakeClock } from './fake-clock.ts';

test('others have their turn between slices, and the first step is done at once', async () => {
  const clock = new FakeClock();
  const done: string[] = [];
  function* steps(): Generator<void, string> {
    for (let step = 1; step <= 6; step++) {
      done.push(`step ${step}`);
      clock.spend(5);
      yield;
    }
    return 'through';
  }
  const result = inSlices(clock, steps());
  expect(done).toEqual(['step 1', 'step 2', 'step 3']);
  clock.after(0, () => done.push('another'));
  await clock.pass(1);
  expect(done).toEqual(['step 1', 'step 2', 'step 3', 'step 4', 'step 5', 'step 6', 'another']);
  await clock.pass(1);
  expect(await result).toBe('through');
});
