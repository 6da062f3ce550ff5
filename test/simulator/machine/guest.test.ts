import { expect, test } from 'vitest';
import type { GuestSettings } from '../../../src/simulator/machine/guest-settings.ts';
import { guestProgram } from '../../../src/simulator/machine/guest.ts';

const workload = { pagesPerSecond: 500, workingSetPages: 10 };

test.each<[GuestSettings, string, number]>([
  [{ kind: 'idle' }, 'numbers', 0],
  [{ kind: 'sequential', ...workload }, 'numbers', 500],
  [{ kind: 'uniform', ...workload }, 'numbers', 500],
  [{ kind: 'hot-cold', ...workload, hotPages: 2, hotProbability: 0.5 }, 'numbers', 500],
  [{ kind: 'counter', countsPerSecond: 70 }, 'bytes', 70],
])('%o works on %s and makes %i steps a second', (settings, contentKind, stepsPerSecond) => {
  expect(guestProgram(settings)).toMatchObject({ contentKind, stepsPerSecond });
});
