import { expect, test } from 'vitest';
import { killAgainAndAgain } from './again-and-again.ts';

test('what was acknowledged is there, and nothing is half there, whenever the process is killed', async () => {
  const result = await killAgainAndAgain({ rounds: 10, seed: 20_260, log: () => undefined });
  expect(result.rounds).toBe(10);
  expect(result.acknowledged).toBeGreaterThan(20);
});
