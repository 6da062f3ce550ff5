import { describe, expect, test } from 'vitest';
import type { EventBody } from '../../../../src/simulator/index.ts';
import { type CheckpointEvent, checkpointRuns, stillTime } from '../../../../src/viewmodel/timeline/checkpoints/checkpoint-run.ts';
import { copyBars, faultLines, missingPath, mostPages, stillBars } from '../../../../src/viewmodel/timeline/checkpoints/checkpoint-shape.ts';
import { checkpointRunCells, checkpointRunInWords, checkpointsInWords, runFigure } from '../../../../src/viewmodel/timeline/checkpoints/checkpoint-words.ts';

type Body = Extract<CheckpointEvent, EventBody> extends infer Each ? (Each extends CheckpointEvent ? Omit<Each, 'container' | 'checkpoint' | 'time' | 'sequence'> : never) : never;

function events(checkpoint: string, ...bodies: readonly (readonly [number, Body])[]): readonly CheckpointEvent[] {
  return bodies.map(([milliseconds, body], sequence) => ({ ...body, container: 'web', checkpoint, time: milliseconds * 1e6, sequence }));
}

const copied = (pagesWritten: number) => ({ pagesScanned: 1024, pagesSkippedParent: 1024 - pagesWritten, pagesWritten });
const started = (preDumps: number): Body => ({ kind: 'container.checkpoint-started', host: 'alpha', preDumps, leaveRunning: true, tcpEstablished: false });
const phase = (name: Extract<Body, { kind: 'container.checkpoint-phase' }>['phase'], round: number, pages = 0): Body => ({ kind: 'container.checkpoint-phase', phase: name, round, pages });
const done = (pagesWritten: number): Body => ({
  kind: 'container.checkpointed', host: 'alpha', pages: 1024, bytes: 5 * 2 ** 20,
  figures: { freezingTime: 0, frozenTime: 0, totalTime: 0, preDumps: [], finalDump: copied(pagesWritten) },
});

/** A pre-dump of 1024 pages and a last dump of 128: it stands still from 1000 to 1010 and from 1200 to 1250 ms. */
const withPreDump = events('web-1',
  [1000, started(1)], [1000, phase('freeze', 1)], [1004, phase('pre-dump', 1)], [1010, phase('write', 1, 1024)],
  [1200, { kind: 'container.pre-dumped', round: 1, frozenTime: 10e6, ...copied(1024) }],
  [1200, phase('freeze', 2)], [1201, phase('dump', 2, 128)], [1250, done(128)],
);
const without = events('web-2', [2000, started(0)], [2000, phase('freeze', 1)], [2001, phase('dump', 1, 1024)], [2240, done(1024)]);
const lazily = events('web-1',
  [3000, { kind: 'container.restore-started', host: 'beta', lazyPages: true, pages: 1024 }],
  [3060, { kind: 'container.restored', host: 'beta', totalTime: 60e6, connections: [] }],
  [3100, { kind: 'container.pages-progress', missingPages: 512, faults: 8, blockedTime: 4e6 }],
  [3160, { kind: 'container.pages-fetched', faults: 10, blockedTime: 5e6, totalTime: 160e6 }],
);
const whole = events('web-1',
  [4000, { kind: 'container.restore-started', host: 'beta', lazyPages: false, pages: 1024 }],
  [4180, { kind: 'container.restored', host: 'beta', totalTime: 180e6, connections: [{ local: '10.88.0.2:80', remote: '10.88.0.9:80', fate: 'reset', reason: 'gone' }] }],
);

describe('a checkpoint', () => {
  test('is told from phase to phase, with what was copied in each', () => {
    const [run] = checkpointRuns(withPreDump);
    expect(run).toMatchObject({ what: 'checkpoint', checkpoint: 'web-1', preDumps: 1, status: 'completed', bytes: 5 * 2 ** 20, end: 250e6 });
    expect(run?.spans.map(({ phase: name, from, to, pages }) => [name, from / 1e6, to / 1e6, pages])).toEqual([
      ['freeze', 0, 4, 0], ['pre-dump', 4, 10, 0], ['write', 10, 200, 1024], ['freeze', 200, 201, 0], ['dump', 201, 250, 128],
    ]);
    expect(run && stillTime(run)).toBe(60e6);
    expect(run && checkpointRunCells(run)).toEqual(['web-1 (1 pre-dump)', '60.0 ms', '250 ms', '4.00 MiB', '512 KiB', 'saved 5.00 MiB']);
    expect(run && checkpointRunInWords(run)).toBe('web-1 (1 pre-dump): it stood still for 60.0 ms of 250 ms. Memory: 4.00 MiB while it ran, 512 KiB while it stood still. Saved 5.00 MiB.');
    expect(run && runFigure(run)).toBe('stood still 60.0 ms of 250 ms');
  });

  test('with pre-dumps is compared with one without', () => {
    const sentence = 'Without pre-dumps it stood still 4.0 times as long as with 1 pre-dump.';
    expect(checkpointsInWords('web', checkpointRuns([...withPreDump, ...without]))).toBe(`web stood still for 240 ms, in which 4.00 MiB of memory were copied. ${sentence}`);
    expect(checkpointsInWords('web', checkpointRuns([...without, ...withPreDump]))).toBe(`web stood still for 60.0 ms in all, in which 512 KiB of memory were copied. ${sentence}`);
    expect(checkpointsInWords('web', checkpointRuns(without))).toContain('Pre-dumps copy memory while it runs');
  });

  test('says what it is at', () => {
    const words = (length: number): string => checkpointsInWords('web', checkpointRuns(withPreDump.slice(0, length)));
    expect(checkpointsInWords('web', [])).toBe('There was no checkpoint of web yet: "Checkpoint Container…" in its menu takes one.');
    expect(words(2)).toBe('web is brought to a stop for checkpoint web-1.');
    expect(words(3)).toBe('web stands still for a moment, while a pre-dump finds out which pages it has.');
    expect(words(4)).toBe('Pre-dump 1 of 1 is written while web runs on; what it writes meanwhile comes with the next one.');
    expect(words(7)).toBe('web stands still while the rest is written.');
  });

  test('that was given up, or failed, says so', () => {
    const [cancelled, failed] = checkpointRuns([
      ...events('web-1', [0, started(0)], [0, phase('freeze', 1)], [1, phase('dump', 1, 1024)], [15, { kind: 'container.checkpoint-progress', pagesWritten: 512 }], [30, { kind: 'container.checkpoint-cancelled' }]),
      ...events('web-1', [100, started(0)], [150, { kind: 'container.checkpoint-failed', reason: 'The shared storage is full.' }]),
    ]);
    expect(cancelled && [runFigure(cancelled), ...checkpointRunCells(cancelled)]).toEqual([
      'given up after 30.0 ms', 'web-1', '30.0 ms', '30.0 ms', 'nothing', '2.00 MiB', 'given up, and the container ran on',
    ]);
    expect(checkpointsInWords('web', cancelled ? [cancelled] : [])).toBe('web-1 was given up after 30.0 ms, and web ran on.');
    expect(checkpointsInWords('web', failed ? [failed] : [])).toBe('web-1 failed: The shared storage is full.');
    expect(failed && [runFigure(failed), checkpointRunCells(failed).at(-1)]).toEqual(['failed after 50.0 ms', 'failed: The shared storage is full']);
  });
});

describe('a restore', () => {
  test('with lazy pages runs before its memory is there', () => {
    const [run] = checkpointRuns(lazily);
    expect(run && checkpointRunCells(run)).toEqual(['web-1 restored on beta (lazy pages)', '60.0 ms', '160 ms', '4.00 MiB', 'nothing', 'runs, waited for 10 pages']);
    expect(checkpointsInWords('web', checkpointRuns(lazily))).toBe('web ran again after 60.0 ms, and had all its memory after 160 ms. It waited for 10 pages that it touched, 5.00 ms in all.');
    expect(checkpointsInWords('web', checkpointRuns(lazily.slice(0, 1)))).toBe('web is made of web-1 on beta, and does not run yet.');
    expect(checkpointsInWords('web', checkpointRuns(lazily.slice(0, 3)))).toBe('web runs on beta; its memory follows, and a page that it touches is brought at once.');
  });

  test('as a whole is compared with it, and tells of connections that were reset', () => {
    const runs = checkpointRuns([...lazily, ...whole]);
    expect(checkpointRunCells(runs[1]!)).toEqual(['web-1 restored on beta', '180 ms', '180 ms', 'nothing', '4.00 MiB', 'runs, 1 connection reset']);
    expect(checkpointsInWords('web', runs)).toBe('web ran again after 180 ms. As a whole it took 3.0 times as long until it ran as with lazy pages.');
  });
});

test('the lane: hatched where it stood still, bars as high as there was much to copy, memory to come as a falling area', () => {
  const runs = checkpointRuns([...withPreDump, ...lazily]);
  const place = { x: (time: number) => time / 1e6, top: 0, bottom: 100, mostPages: mostPages(runs) };
  expect(stillBars(runs[0]!, place)).toEqual([{ x: 0, y: 0, width: 10, height: 100 }, { x: 200, y: 0, width: 50, height: 100 }]);
  expect(copyBars(runs[0]!, false, place)).toEqual([{ x: 10, y: 0, width: 190, height: 100 }]);
  expect(copyBars(runs[0]!, true, place)).toEqual([{ x: 201, y: 87.5, width: 49, height: 12.5 }]);
  expect(missingPath(runs[0]!, place)).toBe('');
  expect(missingPath(runs[1]!, place)).toBe('M60,100L60,0L100,50L160,100L160,100Z');
  expect(faultLines(runs[1]!, place)).toEqual([{ time: 100e6, x: 100, y: 0 }, { time: 160e6, x: 160, y: 75 }]);
});
