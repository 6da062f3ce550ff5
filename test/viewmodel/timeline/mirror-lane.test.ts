import { expect, test } from 'vitest';
import { milliseconds } from '../../../src/simulator/index.ts';
import { mirrorInWords, mirrorRows } from '../../../src/viewmodel/timeline/mirror-words.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { started, timed } from './recorded-migration.ts';

const MIB = 1024 * 1024;

function told(stage: 'copy' | 'ready' | 'last' | 'done', copiedMiB: number, dirtyMiB: number) {
  return { kind: 'migration.mirror', stage, copiedBytes: copiedMiB * MIB, dirtyBytes: dirtyMiB * MIB, totalBytes: 128 * MIB } as const;
}

function timelineOf(bodies: Parameters<typeof timed>[0]): Timeline {
  const timeline = new Timeline();
  timeline.append(timed(bodies));
  return timeline;
}

const mirrored: Parameters<typeof timed>[0] = [
  [0, started],
  [0, { kind: 'migration.phase', phase: 'mirror' }],
  [0, told('copy', 0, 128)],
  [500, told('copy', 64, 64)],
  [1000, told('ready', 140, 1)],
  [4000, told('last', 150, 1)],
  [4010, told('done', 151, 0)],
];

test('the stages of the mirror lie end to end, each with the latest that is known', () => {
  const { mirror } = timelineOf(mirrored);
  const total = { totalBytes: 128 * MIB };
  expect(mirror.spans).toEqual([
    { stage: 'copy', from: 0, to: milliseconds(1000), copiedBytes: 140 * MIB, dirtyBytes: MIB, ...total },
    { stage: 'ready', from: milliseconds(1000), to: milliseconds(4000), copiedBytes: 150 * MIB, dirtyBytes: MIB, ...total },
    { stage: 'last', from: milliseconds(4000), to: milliseconds(4010), copiedBytes: 151 * MIB, dirtyBytes: 0, ...total },
  ]);
});

test('while it copies, its progress is told; the log tells its turns', () => {
  const timeline = timelineOf(mirrored.slice(0, 4));
  expect(timeline.mirror.spans.map((span) => mirrorInWords(span, timeline))).toEqual([
    'Disk, copy: 64.0 MiB of 128 MiB copied, 50 %: from 0 ms to 500 ms, 64.0 MiB of blocks sent so far.',
  ]);
  expect(timelineOf(mirrored).notes.slice(1).map(({ sentence }) => sentence)).toEqual([
    'Mirror: the disk of web is copied to beta while it runs on; what it writes meanwhile follows.',
    'The mirror is ready: 140 MiB of blocks were sent for a disk of 128 MiB; from now on writes of web go to both sides.',
    'The last 1.00 MiB of the disk go now.',
    'The disk is whole on beta.',
  ]);
});

test('the table has a row for each stage', () => {
  const { mirror, end } = timelineOf(mirrored);
  expect(mirrorRows(mirror.spans, end)).toEqual([
    ['copy: 127 MiB of 128 MiB copied, 99 %', '0 ms', '1.00 s', '140 MiB', '1.00 MiB'],
    ['writes go to both sides', '1.00 s', '3.00 s', '150 MiB', '1.00 MiB'],
    ['last blocks', '4.00 s', '10.0 ms', '151 MiB', '0 B'],
  ]);
});
