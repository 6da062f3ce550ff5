import { describe, expect, test } from 'vitest';
import { Pacer } from '../../src/worker/pacer.ts';
import { FakeClock } from './fake-clock.ts';

const MILLISECOND = 1_000_000;

/** A pacer whose world needs `cost` real milliseconds for a simulated second. */
function paced(speed: number, cost: number) {
  const clock = new FakeClock();
  const steps: number[] = [];
  const pacer = new Pacer(clock, speed, (nanoseconds) => {
    steps.push(nanoseconds);
    clock.spend((cost * nanoseconds) / 1e9);
  });
  return { clock, pacer, steps, simulated: () => steps.reduce((sum, step) => sum + step, 0) };
}

describe('Pacer', () => {
  test('simulated time follows real time', () => {
    const { clock, pacer, simulated } = paced(1, 0);
    for (let turn = 0; turn < 50; turn++) {
      clock.spend(20);
      pacer.turn();
    }
    expect(simulated()).toBe(1000 * MILLISECOND);
  });

  test('speed is simulated seconds a real second', () => {
    const { clock, pacer, simulated } = paced(10, 0);
    clock.spend(20);
    pacer.turn();
    expect(simulated()).toBe(200 * MILLISECOND);
    pacer.setSpeed(0.5);
    clock.spend(20);
    pacer.turn();
    expect(simulated()).toBe(210 * MILLISECOND);
  });

  test('at speed 0 the world stands still, and no debt is left when it goes on', () => {
    const { clock, pacer, steps, simulated } = paced(0, 0);
    clock.spend(5_000);
    pacer.turn();
    expect(steps).toEqual([]);
    pacer.setSpeed(1);
    clock.spend(20);
    pacer.turn();
    expect(simulated()).toBe(20 * MILLISECOND);
  });

  test('a long pause of the worker is not made up for beyond 100 ms', () => {
    const { clock, pacer, simulated } = paced(1, 0);
    clock.spend(60_000);
    pacer.turn();
    expect(simulated()).toBe(100 * MILLISECOND);
  });

  test('where the simulation is slower than real time, it falls behind and every turn ends', () => {
    // Four real seconds for a simulated one.
    const { clock, pacer, simulated } = paced(1, 4_000);
    const turns: number[] = [];
    for (let turn = 0; turn < 200; turn++) {
      clock.spend(20);
      const before = clock.now();
      pacer.turn();
      turns.push(clock.now() - before);
    }
    // The first turn learns; the later ones keep to the budget of 12 ms and one slice of at most 8.
    expect(Math.max(...turns.slice(1))).toBeLessThanOrEqual(20);
    const real = clock.now();
    expect(simulated() / MILLISECOND).toBeLessThan(real);
    expect(simulated() / MILLISECOND).toBeGreaterThan(real / 12);
  });

  test('a cheap world is moved in few long slices, a dear one in short ones', () => {
    const cheap = paced(1_000, 0);
    for (let turn = 0; turn < 100; turn++) {
      cheap.clock.spend(20);
      cheap.pacer.turn();
    }
    expect(Math.max(...cheap.steps)).toBeGreaterThan(1000 * MILLISECOND);
    const dear = paced(1, 100_000);
    for (let turn = 0; turn < 100; turn++) {
      dear.clock.spend(20);
      dear.pacer.turn();
    }
    expect(dear.steps.at(-1)).toBe(0.1 * MILLISECOND);
  });

  test('a long run stops at its budget and says what is left', () => {
    const { pacer } = paced(0, 1_000);
    const left = pacer.run(60_000 * MILLISECOND);
    expect(left).toBeGreaterThan(59_000 * MILLISECOND);
    expect(left).toBeLessThan(60_000 * MILLISECOND);
  });
});
