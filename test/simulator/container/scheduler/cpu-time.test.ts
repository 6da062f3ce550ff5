import { describe, expect, test } from 'vitest';
import type { CpuWait } from '../../../../src/simulator/container/programs/program.ts';
import { PARTS_OF_A_NANOSECOND, partsOf, serve, timeUntilServed } from '../../../../src/simulator/container/scheduler/cpu-time.ts';
import fc from '../../../helpers/property.ts';

const waits = fc.integer({ min: 1, max: 500_000_000 }).map((remaining): CpuWait => ({ for: 'cpu', remaining }));
const paces = fc.integer({ min: 1, max: PARTS_OF_A_NANOSECOND });

describe('time on a vCPU', () => {
  test('a third of a vCPU serves a second in three', () => {
    expect(timeUntilServed({ for: 'cpu', remaining: 1_000_000_000 }, partsOf(1 / 3))).toBe(3_000_000_000);
  });

  test('is the same in however many pieces it is given', () => {
    fc.assert(fc.property(waits, paces, fc.double({ min: 0, max: 1, noNaN: true }), (wait, pace, share) => {
      const elapsed = timeUntilServed(wait, pace);
      const first = Math.floor(elapsed * share);
      const whole = { ...wait };
      const cut = { ...wait };
      const used = serve(whole, elapsed, pace);
      expect(serve(cut, first, pace) + serve(cut, elapsed - first, pace)).toBe(used);
      expect(cut).toEqual(whole);
    }));
  });

  test('whoever is looked at on the way is served at the same instant', () => {
    fc.assert(fc.property(waits, paces, fc.double({ min: 0, max: 1, noNaN: true }), (wait, pace, share) => {
      const elapsed = timeUntilServed(wait, pace);
      const first = Math.floor(elapsed * share);
      const cut = { ...wait };
      serve(cut, first, pace);
      expect(first + timeUntilServed(cut, pace)).toBe(elapsed);
      serve(cut, elapsed - first, pace);
      expect(cut.remaining).toBe(0);
    }));
  });
});
