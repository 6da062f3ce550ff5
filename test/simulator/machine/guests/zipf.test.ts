import { expect, test } from 'vitest';
import { zipfWorkload } from '../../../../src/simulator/machine/guests/zipf.ts';
import { GuestMemory } from '../../../../src/simulator/memory/guest-memory.ts';
import { PageTable } from '../../../../src/simulator/memory/page-table.ts';

/** How often each page is written in so many steps. */
function writesPerPage(workingSetPages: number, exponent: number, steps: number, firstPage = 0): number[] {
  const memory = new GuestMemory(new PageTable('numbers', firstPage + workingSetPages));
  const registers = new Uint32Array(16).fill(1);
  const guest = zipfWorkload({ kind: 'zipf', pagesPerSecond: 1000, workingSetPages, exponent, firstPage });
  const counts = new Array<number>(firstPage + workingSetPages).fill(0);
  for (let step = 0; step < steps; step++) {
    memory.startDirtyLog();
    guest.run(1, registers, memory, null);
    for (const page of memory.collectDirtyLog().pages()) counts[page]! += 1;
  }
  return counts;
}

function expectNear(counts: readonly number[], expected: readonly number[]): void {
  // Five standard deviations of a count, which has about the variance of its mean.
  counts.forEach((count, page) => {
    const mean = expected[page]!;
    expect(Math.abs(count - mean), `page ${page}: ${count} writes, ${mean} expected`).toBeLessThan(5 * Math.sqrt(mean) + 5);
  });
}

test('with exponent 1 the nth page gets 1/n of what the first gets', () => {
  // 1 + 1/2 + 1/3 + 1/4 = 25/12, so of 25 000 writes 12 000 go to the first page.
  expectNear(writesPerPage(4, 1, 25_000), [12_000, 6_000, 4_000, 3_000]);
});

test('with exponent 2 it is 1/n², and with 0.5 one over the square root of n', () => {
  // 1 + 1/4 + 1/9 + 1/16 = 205/144.
  expectNear(writesPerPage(4, 2, 20_500), [14_400, 3_600, 1_600, 900]);
  // 1 + 1/2 for the pages 1 and 4; 0.7071 and 0.5774 for 2 and 3: 2.7845 in all.
  expectNear(writesPerPage(4, 0.5, 27_845), [10_000, 7_071, 5_774, 5_000]);
});

test('bands of ranks together get what their ranks would', () => {
  const counts = writesPerPage(1000, 1, 40_000);
  // The sum of 1/n up to 1000 is 7.4855; up to 500 it is 6.7928; up to 100 it is 5.1874.
  const upTo = (rank: number): number => counts.slice(0, rank).reduce((sum, count) => sum + count, 0);
  expect(upTo(500) / 40_000).toBeCloseTo(6.7928 / 7.4855, 2);
  expect(upTo(100) / 40_000).toBeCloseTo(5.1874 / 7.4855, 2);
});

test('the working set begins at its first page', () => {
  expect(writesPerPage(3, 1, 200, 7).map((count) => count > 0)).toEqual([...new Array<boolean>(7).fill(false), true, true, true]);
});
