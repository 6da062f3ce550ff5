import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../src/simulator/kernel/time.ts';
import { RateLimit } from '../../../src/simulator/migration/rate-limit.ts';

// QEMU, migration/migration.c: migration_rate_limit and migration_update_counters, windows of 100 ms (BUFFER_DELAY).

describe('a capped window', () => {
  /** 410400 bytes a second: 41040 a window, which is 10 normal pages of 4104. */
  const cap = 410_400;

  test('carries a tenth of the bytes a second, and is used up then', () => {
    const limit = new RateLimit(cap, 0);
    limit.use(9 * 4104);
    expect(limit.isUsedUp).toBe(false);
    limit.use(4104);
    expect(limit.isUsedUp).toBe(true);
  });

  test('says how many more normal pages may go; the last may go over the limit', () => {
    const limit = new RateLimit(cap, 0);
    expect(limit.pagesLeft).toBe(10);
    limit.use(9 * 4104);
    expect(limit.pagesLeft).toBe(1);
    limit.use(9);
    expect(limit.pagesLeft).toBe(1);
    limit.use(4104);
    expect(limit.pagesLeft).toBe(0);
  });

  test('does not carry over what it went beyond its limit', () => {
    const limit = new RateLimit(cap, 0);
    limit.use(60_000);
    limit.closeWindow(milliseconds(100));
    expect(limit.pagesLeft).toBe(10);
  });

  test('ends 100 ms after its start', () => {
    expect(new RateLimit(cap, seconds(7)).windowEnd).toBe(7_100_000_000);
  });
});

test('without a cap a window is never used up', () => {
  const limit = new RateLimit(0, 0);
  limit.use(1e12);
  expect(limit.isUsedUp).toBe(false);
  expect(limit.pagesLeft).toBe(Number.MAX_SAFE_INTEGER);
});

describe('the measured bandwidth', () => {
  test('is 0 before the first window has closed', () => {
    const limit = new RateLimit(0, 0);
    limit.use(1000);
    expect(limit.closeWindow(milliseconds(100) - 1)).toBe(false);
    expect(limit.bandwidthBytesPerSecond).toBe(0);
  });

  test('is what the window carried, over 100 ms or however long it took', () => {
    const limit = new RateLimit(0, 0);
    limit.use(1000);
    expect(limit.closeWindow(milliseconds(100))).toBe(true);
    expect(limit.bandwidthBytesPerSecond).toBe(10_000);
    limit.use(1000);
    expect(limit.closeWindow(milliseconds(350))).toBe(true);
    expect(limit.bandwidthBytesPerSecond).toBe(4000);
  });

  test('keeps its value while the next window is open, which begins when this one has closed', () => {
    const limit = new RateLimit(0, 0);
    limit.use(1000);
    limit.closeWindow(milliseconds(150));
    expect(limit.windowEnd).toBe(250_000_000);
    limit.use(5);
    expect(limit.closeWindow(milliseconds(249))).toBe(false);
    expect(Math.round(limit.bandwidthBytesPerSecond)).toBe(6667);
  });
});
