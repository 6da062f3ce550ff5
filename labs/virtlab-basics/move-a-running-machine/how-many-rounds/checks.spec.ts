import { expect, inject, test } from 'vitest';
import { simulateReveal } from 'virtlab';

test('the number of rounds', () => {
  const migration = { vm: 'journal', to: 'beta', downtimeLimitMilliseconds: 30, maxBandwidthBytesPerSecond: 0 };
  const { liveRounds } = simulateReveal(inject('scenario') as string, migration);
  expect(inject('answer'), 'your prediction, beside the simulated number of rounds').toBe(liveRounds);
});
