import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../src/simulator/kernel/time.ts';
import { GuestClock } from '../../../src/simulator/machine/guest-clock.ts';
import { VirtualCpu } from '../../../src/simulator/machine/virtual-cpu.ts';

/** A clock for a guest that makes so many steps a second, and the vCPU that it keeps. */
function clockOf(stepsPerSecond: number, throttleOverheadPercent = 0): { vcpu: VirtualCpu; clock: GuestClock } {
  const vcpu = new VirtualCpu();
  return { vcpu, clock: new GuestClock(vcpu, stepsPerSecond, throttleOverheadPercent) };
}

test('a step is due when all of its time has passed', () => {
  const { vcpu, clock } = clockOf(3);
  expect(clock.timeUntilStep(1)).toBe(333_333_334);
  expect(clock.advance(333_333_333)).toBe(0);
  expect(clock.advance(1)).toBe(1);
  vcpu.steps = 1;
  expect(clock.timeUntilStep(2)).toBe(333_333_333);
  expect(clock.timeUntilStep(1)).toBe(0);
});

describe('throttling', () => {
  test('keeps the fractions of a nanosecond that it leaves over', () => {
    const { vcpu, clock } = clockOf(1);
    clock.throttle(33);
    for (let nanosecond = 0; nanosecond < 100; nanosecond++) clock.advance(1);
    expect(vcpu.runningTime).toBe(67);
  });

  test('takes its overhead too, and leaves a hundredth at least', () => {
    const { clock } = clockOf(1, 2);
    expect(clock.runningPercent).toBe(100);
    clock.throttle(20);
    expect(clock.runningPercent).toBe(78);
    clock.throttle(99);
    expect(clock.runningPercent).toBe(1);
  });
});

describe('a limit of the step rate', () => {
  test('is exact, however often one looks', () => {
    const often = clockOf(3_000);
    const once = clockOf(3_000);
    for (const { clock } of [often, once]) clock.limitStepRate(256);
    for (let look = 0; look < 10_000; look++) often.vcpu.steps += often.clock.advance(99_991);
    once.vcpu.steps += once.clock.advance(999_910_000);
    // 999.91 ms times 256 / 3000, and 255.98 steps.
    expect([often.vcpu.runningTime, often.vcpu.steps]).toEqual([85_325_653, 255]);
    expect([once.vcpu.runningTime, once.vcpu.steps]).toEqual([85_325_653, 255]);
  });

  test('does nothing to a guest that is slower, nor to one that makes no steps', () => {
    for (const stepsPerSecond of [0, 100, 256]) {
      const { clock } = clockOf(stepsPerSecond);
      clock.limitStepRate(256);
      expect(clock.runningPercent).toBe(100);
    }
  });

  test('and a throttle do not add up: the stronger one holds', () => {
    const { clock } = clockOf(1_000);
    clock.throttle(80);
    clock.limitStepRate(500);
    expect(clock.runningPercent).toBe(20);
    clock.limitStepRate(100);
    expect(clock.runningPercent).toBe(10);
    clock.limitStepRate(null);
    expect(clock.runningPercent).toBe(20);
  });
});

describe('a step limit', () => {
  test('stops the running time right where the next step is due: waiting is lost', () => {
    const { vcpu, clock } = clockOf(100);
    clock.limitSteps(5);
    expect(clock.advance(seconds(1))).toBe(5);
    vcpu.steps = 5;
    expect(vcpu.runningTime).toBe(milliseconds(60));
    expect(clock.advance(seconds(1))).toBe(0);
    expect(vcpu.runningTime).toBe(milliseconds(60));
  });

  test('once raised lets the step be made at once, and the next in its time', () => {
    const { vcpu, clock } = clockOf(100);
    clock.limitSteps(0);
    clock.advance(seconds(1));
    clock.limitSteps(Number.POSITIVE_INFINITY);
    expect(clock.advance(1)).toBe(1);
    vcpu.steps = 1;
    expect(clock.timeUntilStep(2)).toBe(milliseconds(10) - 1);
  });
});
