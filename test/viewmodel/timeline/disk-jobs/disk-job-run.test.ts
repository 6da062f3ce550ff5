import { expect, test } from 'vitest';
import type { DiskEvent } from '../../../../src/simulator/index.ts';
import { type DiskJobEvent, diskJobRuns } from '../../../../src/viewmodel/timeline/disk-jobs/disk-job-run.ts';
import { donePath, totalPath } from '../../../../src/viewmodel/timeline/disk-jobs/disk-job-shape.ts';
import { diskJobCells, diskJobInWords, diskJobsInWords } from '../../../../src/viewmodel/timeline/disk-jobs/disk-job-words.ts';

const MIB = 1024 * 1024;

type Body = Extract<DiskEvent, { kind: `disk.job-${string}` }> extends infer Each ? (Each extends DiskEvent ? Omit<Each, 'vm'> : never) : never;

function events(...bodies: readonly (readonly [number, Body])[]): readonly DiskJobEvent[] {
  return bodies.map(([milliseconds, body], sequence) => ({ ...body, vm: 'web', time: milliseconds * 1e6, sequence }));
}

const commit: Body = { kind: 'disk.job-started', operation: 'commit', image: 'overlay-1', base: 'disk', bytesPerSecond: 10_000_000 };

/** A commit into which the guest writes 2 MiB, and which makes garbage of an image between. */
const committed = events(
  [1000, commit],
  [1500, { kind: 'disk.job-progress', operation: 'commit', doneBytes: 4 * MIB, totalBytes: 8 * MIB }],
  [2000, { kind: 'disk.job-progress', operation: 'commit', doneBytes: 9 * MIB, totalBytes: 10 * MIB }],
  [2100, { kind: 'disk.job-completed', operation: 'commit', image: 'disk', copiedBytes: 10 * MIB, duration: 1_100_000_000, damaged: ['overlay-0'] }],
);

test('a job is told from its start to what came of it', () => {
  const [run] = diskJobRuns(committed);
  expect(run).toMatchObject({ operation: 'commit', status: 'completed', written: 'disk', damaged: ['overlay-0'], end: 1_100_000_000 });
  expect(run && diskJobCells(run)).toEqual(['Commit into disk', '1.10 s', '10.0 MiB', '2.00 MiB', '10 MB/s', 'from now on disk is written; garbage now: overlay-0']);
  expect(run && diskJobInWords(run)).toBe('Commit into disk: 10.0 MiB in 1.10 s, at most 10 MB/s. The guest added 2.00 MiB meanwhile. From now on disk is written; garbage now: overlay-0.');
  expect(diskJobsInWords('web', run ? [run] : [])).toContain('A commit changes disk: whatever else reads from it cannot be trusted any more.');
});

test('one that has just begun, one given up and one that failed say so', () => {
  const runs = diskJobRuns(events(
    [0, { ...commit, operation: 'stream', base: null }],
    [500, { kind: 'disk.job-cancelled', operation: 'stream', doneBytes: MIB, totalBytes: 4 * MIB }],
    [1000, { ...commit, operation: 'rebase', base: 'other' }],
    [1200, { kind: 'disk.job-failed', operation: 'rebase', reason: 'The storage does not work.' }],
    [2000, commit],
  ));
  expect(runs.map(diskJobCells)).toEqual([
    ['Stream all of the chain', '500 ms', '1.00 MiB of 4.00 MiB', 'nothing', '10 MB/s', 'given up, reads as before'],
    ['Rebase onto other', '200 ms', '…', '…', '10 MB/s', 'failed: The storage does not work'],
    ['Commit into disk', '0 ms so far', '…', '…', '10 MB/s', 'under way'],
  ]);
  expect(diskJobsInWords('web', runs)).toBe('Commit into disk is under way while web may go on writing; what it writes meanwhile comes to be done as well.');
  expect(diskJobsInWords('web', [])).toMatch(/^There was no job on the disk of web yet/);
});

test('what is done is an area, what the guest added a line with steps', () => {
  const [run] = diskJobRuns(committed);
  const place = { x: (time: number) => time / 1e7, top: 0, bottom: 100 };
  expect(run && donePath(run, place)).toBe('M0,100L50,60L100,10L110,0V100Z');
  expect(run && totalPath(run, place)).toBe('M0,20H50V20H100V0H110V0');
  const [fresh] = diskJobRuns(events([0, commit]));
  expect(fresh && [donePath(fresh, place), totalPath(fresh, place)]).toEqual(['', '']);
});
