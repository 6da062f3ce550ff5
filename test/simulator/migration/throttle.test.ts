import { describe, expect, test } from 'vitest';
import { DEFAULT_THROTTLE } from '../../../src/simulator/migration/parameters.ts';
import { AutoConverge } from '../../../src/simulator/migration/throttle.ts';

// QEMU, migration/ram.c: migration_trigger_throttle and mig_throttle_guest_down.

/** More than the half of what was sent. */
const tooDirty = { dirtiedBytes: 501, sentBytes: 1000 };
const justAllowed = { dirtiedBytes: 500, sentBytes: 1000 };

test('the defaults are those of QEMU', () => {
  expect(DEFAULT_THROTTLE).toEqual({
    initialPercent: 20,
    incrementPercent: 10,
    maximumPercent: 99,
    tailSlow: false,
    triggerPercent: 50,
  });
});

describe('auto-converge', () => {
  test('throttles after two periods that were too dirty', () => {
    const autoConverge = new AutoConverge(DEFAULT_THROTTLE);
    expect(autoConverge.periodEnded(tooDirty)).toBeNull();
    expect(autoConverge.periodEnded(tooDirty)).toBe(20);
  });

  test('does not care whether clean periods lie between them', () => {
    const autoConverge = new AutoConverge(DEFAULT_THROTTLE);
    autoConverge.periodEnded(tooDirty);
    expect(autoConverge.periodEnded(justAllowed)).toBeNull();
    expect(autoConverge.periodEnded(tooDirty)).toBe(20);
  });

  test('does nothing about a guest that dirties half of what is sent, and no more', () => {
    const autoConverge = new AutoConverge(DEFAULT_THROTTLE);
    const percents = Array.from({ length: 6 }, () => autoConverge.periodEnded(justAllowed));
    expect(percents).toEqual([null, null, null, null, null, null]);
  });

  test('takes 10 percent more each further time, up to 99', () => {
    const autoConverge = new AutoConverge(DEFAULT_THROTTLE);
    const percents: (number | null)[] = [];
    for (let period = 1; period <= 20; period++) percents.push(autoConverge.periodEnded(tooDirty));
    expect(percents.filter((percent) => percent !== null)).toEqual([20, 30, 40, 50, 60, 70, 80, 90, 99, 99]);
  });
});

test('tail-slow adds only what is enough to get below the trigger, where that is less', () => {
  const autoConverge = new AutoConverge({ ...DEFAULT_THROTTLE, tailSlow: true });
  const twice = (dirtiedBytes: number): number | null => {
    autoConverge.periodEnded({ dirtiedBytes, sentBytes: 1000 });
    return autoConverge.periodEnded({ dirtiedBytes, sentBytes: 1000 });
  };
  expect(twice(1000)).toBe(20);
  // 500 of 550 are allowed: of the 80 percent it has the guest may keep 72.7, so 7 more are taken.
  expect(twice(550)).toBe(27);
  // 500 of 1000: it may keep half of its 73 percent; but the increment is 10 at most.
  expect(twice(1000)).toBe(37);
});
