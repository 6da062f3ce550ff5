import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../src/simulator/kernel/time.ts';
import { MigrationProgress } from '../../../src/simulator/migration/progress.ts';

/** Of a machine of 100 pages, started at 10 s with a downtime limit of 300 ms. */
function newProgress(): MigrationProgress {
  return new MigrationProgress(100, seconds(10), milliseconds(300));
}

/** So many normal pages on the wire. */
function normal(pages: number) {
  return { pages, normalPages: pages, zeroPages: 0, bytes: pages * 4104 };
}

test('at the start everything remains, and the limit stands in for the expected downtime', () => {
  expect(newProgress().figures(seconds(10))).toMatchObject({
    totalTime: 0,
    setupTime: 0,
    downtime: null,
    expectedDowntime: 300_000_000,
    transferredBytes: 0,
    remainingBytes: 409_600,
    totalBytes: 409_600,
    dirtySyncCount: 0,
    throttlePercent: 0,
    megabitsPerSecond: 0,
  });
});

test('what is sent is counted, normal pages and zero pages apart', () => {
  const progress = newProgress();
  progress.sent({ pages: 5, normalPages: 3, zeroPages: 2, bytes: 3 * 4104 + 2 * 9 });
  progress.sent(normal(1));
  expect(progress.figures(seconds(11))).toMatchObject({
    normalPages: 4,
    zeroPages: 2,
    transferredBytes: 16_434,
    remainingBytes: 94 * 4096,
  });
});

test('what XBZRLE does is told while it does it', () => {
  const progress = newProgress();
  expect(progress.figures(seconds(10)).xbzrle).toBeUndefined();
  const figures = { cacheSize: 4096, bytes: 0, pages: 0, cacheMiss: 1, overflow: 0 };
  progress.encodesWith({ figures: () => figures });
  expect(progress.figures(seconds(11)).xbzrle).toBe(figures);
});

test('what is sent before the pause and in it is told apart', () => {
  const progress = newProgress();
  progress.sent(normal(3));
  progress.sourcePaused();
  progress.sent(normal(1));
  expect(progress.figures(seconds(11))).toMatchObject({ precopyBytes: 12_312, downtimeBytes: 4104 });
});

test('a sync is counted and says what remains', () => {
  const progress = newProgress();
  progress.synchronized(seconds(10), 0, 100);
  progress.sent(normal(100));
  progress.synchronized(milliseconds(10_500), 7, 7);
  expect(progress.figures(milliseconds(10_500))).toMatchObject({ dirtySyncCount: 2, remainingBytes: 7 * 4096 });
});

test('the downtime to expect is what was pending at the last sync over the bandwidth of each window', () => {
  const progress = newProgress();
  const expected = (): number => progress.figures(seconds(13)).expectedDowntime;
  const closeWindow = (pages: number, bandwidth: number): void => {
    progress.sent(normal(pages));
    progress.measured(bandwidth);
  };
  closeWindow(100, 409_600);
  expect(expected(), 'the limit, as long as no dirty rate is known').toBe(300_000_000);
  progress.synchronized(milliseconds(11_500), 50, 50);
  expect(expected(), 'a sync alone changes nothing').toBe(300_000_000);
  closeWindow(10, 409_600);
  expect(expected()).toBe(500_000_000);
  closeWindow(10, 204_800);
  expect(expected(), 'what has been sent since the sync does not count').toBe(1_000_000_000);
  closeWindow(2, 409_600);
  expect(expected(), 'a window of 10 000 bytes at most counts as empty').toBe(1_000_000_000);
});

test('a closed window gives megabits and pages a second', () => {
  const progress = newProgress();
  progress.sent(normal(10));
  progress.measured(1_000_000);
  // 1000000 bytes are 243.66 pages of 4104.
  expect(progress.figures(seconds(11))).toMatchObject({ megabitsPerSecond: 8, pagesPerSecond: 244 });
});

// QEMU, migration/ram.c: migration_bitmap_sync.
describe('a period', () => {
  test('closes at the first sync after more than a second', () => {
    const progress = newProgress();
    expect(progress.synchronized(seconds(10), 0, 100)).toBeNull();
    progress.sent(normal(10));
    expect(progress.synchronized(seconds(11), 5, 95)).toBeNull();
    progress.sent(normal(20));
    expect(progress.synchronized(seconds(12), 6, 81)).toEqual({ dirtiedBytes: 11 * 4096, sentBytes: 30 * 4104 });
  });

  test('gives the dirty rate: pages that were not pending, over its length', () => {
    const progress = newProgress();
    progress.synchronized(seconds(10), 0, 100);
    progress.synchronized(milliseconds(12_500), 50, 100);
    expect(progress.figures(seconds(13)).dirtyPagesPerSecond).toBe(20);
  });

  test('begins where the one before ended', () => {
    const progress = newProgress();
    progress.sent(normal(10));
    progress.synchronized(seconds(12), 5, 95);
    expect(progress.synchronized(seconds(13), 1, 96)).toBeNull();
    progress.sent(normal(2));
    expect(progress.synchronized(seconds(14), 2, 96)).toEqual({ dirtiedBytes: 3 * 4096, sentBytes: 2 * 4104 });
    expect(progress.figures(seconds(14)).dirtyPagesPerSecond).toBe(2);
  });
});

test('once it has ended the total time stands still', () => {
  const progress = newProgress();
  progress.setupDone(milliseconds(10_001));
  progress.ended(seconds(12), milliseconds(12_040));
  expect(progress.figures(seconds(99))).toMatchObject({
    totalTime: 2_040_000_000,
    setupTime: 1_000_000,
    downtime: 40_000_000,
  });
});
