import { expect, test } from 'vitest';
import { simulateReveal } from '../../src/labs/reveal.ts';
import { firstLab, readPackFile, step } from './helpers/first-pack.ts';

const scenario = readPackFile(firstLab().world!);
const { migration } = step('how-many-rounds', 'predict').reveal;

test('the rounds of the prediction are those that its explanation works out', () => {
  const { rounds, liveRounds, figures, thresholdBytes } = simulateReveal(scenario, migration);
  expect(liveRounds).toBe(4);
  expect(rounds.map(({ round }) => round)).toEqual([1, 2, 3, 4, null]);
  expect(rounds[0]?.pages).toBe(262_144);
  expect(rounds.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(figures.transferredBytes);
  const [, second, third, fourth] = rounds.map(({ pages }) => pages);
  // The text says 51 600, 10 200 and 2 000 pages: a round hands over about a fifth of what it sent.
  expect(second).toBeGreaterThan(51_000);
  expect(second).toBeLessThan(53_000);
  expect(third).toBeGreaterThan(10_000);
  expect(third).toBeLessThan(10_600);
  expect(fourth).toBeGreaterThan(1_900);
  expect(fourth).toBeLessThan(2_200);
  expect(Math.floor(thresholdBytes / 4104)).toBe(913);
});

test.each([
  ['{', '', 'A key in double quotes is missing here.'],
  ['{}', '', 'needs "hosts"'],
  [scenario, 'nobody', 'nobody'],
])('a scenario or VM that does not do is refused', (text, vm, message) => {
  expect(() => simulateReveal(text, { ...migration, vm })).toThrow(message);
});
