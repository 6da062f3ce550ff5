import { describe, expect, test } from 'vitest';
import type { GuestProgram } from '../../../../src/simulator/machine/guest.ts';
import {
  hotColdWorkload,
  sequentialWorkload,
  uniformWorkload,
} from '../../../../src/simulator/machine/guests/workloads.ts';
import { GuestMemory } from '../../../../src/simulator/memory/guest-memory.ts';
import { PageTable } from '../../../../src/simulator/memory/page-table.ts';
import fc from '../../../helpers/property.ts';

const PAGES = 1000;

/** The register in which a workload keeps the content it wrote last. */
const CONTENT = 4;

/** Memory in which no loop may write at once. */
class PageByPage extends GuestMemory {
  override ownedPages(): null {
    return null;
  }
}

function emptyMemory(): GuestMemory {
  return new GuestMemory(new PageTable('numbers', PAGES));
}

/** Registers of a guest whose random numbers start at this state. */
function registersWith(random: number): Uint32Array {
  return Uint32Array.of(random, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

/** Content numbers of all pages. */
function contentsOf(memory: GuestMemory): number[] {
  return Array.from({ length: PAGES }, (_, page) => memory.table.number(page));
}

/** The pages written, in order: step by step, the page that has got the new content. */
function pagesWritten(guest: GuestProgram, steps: number, registers = registersWith(1)): number[] {
  const memory = emptyMemory();
  return Array.from({ length: steps }, () => {
    memory.startDirtyLog();
    guest.run(1, registers, memory, null);
    const [page = -1, ...others] = memory.collectDirtyLog().pages();
    expect(others).toEqual([]);
    expect(memory.table.number(page)).toBe(registers[CONTENT]);
    return page;
  });
}

// Xorshift 13, 17, 5 from state 1 draws 270369, 67634689, 2647435461, 307599695, 2398689233, 745495504.

const sequential = sequentialWorkload({ kind: 'sequential', pagesPerSecond: 10, workingSetPages: 3, firstPage: 10 });
const uniform = uniformWorkload({ kind: 'uniform', pagesPerSecond: 10, workingSetPages: 8, firstPage: 100 });
const hotCold = hotColdWorkload({
  kind: 'hot-cold',
  pagesPerSecond: 10,
  workingSetPages: 12,
  firstPage: 100,
  hotPages: 4,
  hotProbability: 0.5,
});

describe('a sequential workload', () => {
  test('writes its working set in order, round and round', () => {
    expect(pagesWritten(sequential, 8)).toEqual([10, 11, 12, 10, 11, 12, 10, 11]);
  });

  test('begins at page 0 where nothing else is said, and may have a single page', () => {
    const guest = sequentialWorkload({ kind: 'sequential', pagesPerSecond: 10, workingSetPages: 1 });
    expect(pagesWritten(guest, 3)).toEqual([0, 0, 0]);
  });

  test('goes on where its registers say it stopped', () => {
    const registers = registersWith(1);
    expect([...pagesWritten(sequential, 2, registers), ...pagesWritten(sequential, 2, registers)]).toEqual([
      10, 11, 12, 10,
    ]);
  });
});

describe('a uniform workload', () => {
  test('writes the page that the random number falls on', () => {
    // 8 pages: the number times 8 / 2^32, rounded down.
    expect(pagesWritten(uniform, 6)).toEqual([100, 100, 104, 100, 104, 101]);
  });

  test('stays within its working set and reaches all of it', () => {
    const pages = new Set(pagesWritten(uniform, 500));
    expect([...pages].sort()).toEqual([100, 101, 102, 103, 104, 105, 106, 107]);
  });

  test('writes every page about as often', () => {
    const counts = new Map<number, number>();
    for (const page of pagesWritten(uniform, 8000)) counts.set(page, (counts.get(page) ?? 0) + 1);
    for (const count of counts.values()) {
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1150);
    }
  });
});

describe('a hot-cold workload', () => {
  test('draws twice: whether the page is hot, and which', () => {
    // 270369 is in the lower half: hot, page 67634689 * 4 / 2^32 = 0.06. 2647435461 is not: cold, page
    // 4 + 307599695 * 8 / 2^32 = 4.6. Nor is 2398689233: cold, page 4 + 745495504 * 8 / 2^32 = 5.4.
    expect(pagesWritten(hotCold, 3)).toEqual([100, 104, 105]);
  });

  test('writes hot pages as often as its settings say', () => {
    const guest = hotColdWorkload({
      kind: 'hot-cold',
      pagesPerSecond: 10,
      workingSetPages: 500,
      hotPages: 20,
      hotProbability: 0.9,
    });
    const hot = pagesWritten(guest, 10_000).filter((page) => page < 20).length;
    expect(hot).toBeGreaterThan(8850);
    expect(hot).toBeLessThan(9150);
  });

  test('stays within its working set and reaches all of it', () => {
    const pages = new Set(pagesWritten(hotCold, 1000));
    expect([...pages].sort()).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111]);
  });

  test.each([
    { hotProbability: 0, first: 3, last: 5 },
    { hotProbability: 1, first: 0, last: 2 },
  ])('with probability $hotProbability writes pages $first to $last only', ({ hotProbability, first, last }) => {
    const settings = { kind: 'hot-cold', pagesPerSecond: 10, workingSetPages: 6, hotPages: 3 } as const;
    const pages = pagesWritten(hotColdWorkload({ ...settings, hotProbability }), 200);
    expect([Math.min(...pages), Math.max(...pages)]).toEqual([first, last]);
  });
});

describe.each([
  ['sequential', sequential],
  ['uniform', uniform],
  ['hot-cold', hotCold],
])('any workload: %s', (_name, guest) => {
  test('writes the same pages with the same registers', () => {
    expect(pagesWritten(guest, 100, registersWith(7))).toEqual(pagesWritten(guest, 100, registersWith(7)));
  });

  test.each([[[100]], [[50, 50]], [[1, 0, 2, 30, 67]]])('makes the same 100 steps in portions of %j', (portions) => {
    const registers = registersWith(7);
    const memory = emptyMemory();
    for (const steps of portions) guest.run(steps, registers, memory, null);

    const oneByOne = registersWith(7);
    const pages = pagesWritten(guest, 100, oneByOne);
    // Each write has a content of its own, from 65536 on; a page has that of its last write.
    const expected = new Array<number>(PAGES).fill(0);
    pages.forEach((page, step) => (expected[page] = 65_536 + step));
    expect(contentsOf(memory)).toEqual(expected);
    expect(registers).toEqual(oneByOne);
  });

  test('marks the dirty log with the pages that it writes', () => {
    const memory = emptyMemory();
    memory.startDirtyLog();
    guest.run(5, registersWith(7), memory, null);
    const written = [...new Set(pagesWritten(guest, 5, registersWith(7)))].sort((one, other) => one - other);
    expect([...memory.collectDirtyLog().pages()]).toEqual(written);
  });

  test('makes thousands of steps at once as it makes them one by one', () => {
    const registers = registersWith(7);
    guest.run(5000, registers, emptyMemory(), null);
    const oneByOne = registersWith(7);
    const memory = emptyMemory();
    for (let step = 0; step < 5000; step++) guest.run(1, oneByOne, memory, null);
    expect(registers).toEqual(oneByOne);
  });

  test('writes in its loop what it writes page by page, snapshots in between or not', () => {
    const stretch = fc.record({ steps: fc.nat(6000), capture: fc.boolean() });
    const start = fc.constantFrom(0, 0x7fff_ff00, 0xffff_ff00);
    const random = fc.integer({ min: 1, max: 0xffff_ffff });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 6 }), random, start, (stretches, seed, content) => {
        const [loop, single] = [new GuestMemory(new PageTable('numbers', PAGES)), new PageByPage(new PageTable('numbers', PAGES))];
        const [registers, others] = [registersWith(seed), registersWith(seed)];
        registers[CONTENT] = others[CONTENT] = content;
        for (const memory of [loop, single]) memory.startDirtyLog();
        for (const { steps, capture } of stretches) {
          guest.run(steps, registers, loop, null);
          guest.run(steps, others, single, null);
          if (capture) loop.table.capture();
        }
        expect(registers).toEqual(others);
        expect(contentsOf(loop)).toEqual(contentsOf(single));
        expect(loop.collectDirtyLog().pages()).toEqual(single.collectDirtyLog().pages());
      }),
      { numRuns: 30 },
    );
  });

  test('begins again with the first content number after the last, and not with zero pages', () => {
    const registers = registersWith(7);
    registers[CONTENT] = 0xffff_fffd;
    guest.run(3, registers, emptyMemory(), null);
    // 4294967294, 4294967295, 65536.
    expect(registers[CONTENT]).toBe(65_536);
  });
});
