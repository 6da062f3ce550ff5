import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, milliseconds } from '../../../src/simulator/index.ts';
import { asCsv } from '../../../src/viewmodel/timeline/export/csv.ts';
import { sentenceOf } from '../../../src/viewmodel/timeline/sentences.ts';
import { streamInWords, streamLabel, streamRows } from '../../../src/viewmodel/timeline/stream-words.ts';
import { summaryOf } from '../../../src/viewmodel/timeline/summary.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { started, timed } from './recorded-migration.ts';

const MIB = 1024 * 1024;

function inStep(mainBytes: number, channelMiB: readonly number[], waitedMilliseconds: number) {
  const channelBytes = channelMiB.map((each) => each * MIB);
  return { kind: 'migration.channels-in-step', mainBytes, channelBytes, waited: milliseconds(waitedMilliseconds) } as const;
}

const parameters = { ...DEFAULT_PARAMETERS, multifdChannels: 2 };

const overTwo: Parameters<typeof timed>[0] = [
  [0, { ...started, parameters } as typeof started],
  [0, { kind: 'migration.phase', phase: 'setup' }],
  [1, { kind: 'migration.phase', phase: 'pre-copy' }],
  [1001, inStep(900, [60, 64], 3)],
  [1101, inStep(908, [64, 70], 1)],
  [1101, { kind: 'migration.phase', phase: 'stop-and-copy' }],
  [1111, inStep(1000, [65, 71], 0)],
];

function timelineOf(bodies: Parameters<typeof timed>[0]): Timeline {
  const timeline = new Timeline();
  timeline.append(timed(bodies));
  return timeline;
}

test('each span has what went over each stream since the last time in step', () => {
  const { streams } = timelineOf(overTwo);
  expect(streams.spans.map(({ from, to, mainBytes, channelBytes }) => [from, to, mainBytes, ...channelBytes.map((bytes) => bytes / MIB)])).toEqual([
    [milliseconds(1), milliseconds(1001), 900, 60, 64],
    [milliseconds(1001), milliseconds(1101), 8, 4, 6],
    [milliseconds(1101), milliseconds(1111), 92, 1, 1],
  ]);
  expect(streams.overChannels).toBe(136 * MIB);
});

test('spans too narrow to tell apart are put together, and only those in sight are drawn', () => {
  const { streams, end } = timelineOf(overTwo);
  const all = streams.groups({ from: 0, to: end }, milliseconds(200));
  expect(all.map(({ count, mainBytes, waited }) => [count, mainBytes, waited])).toEqual([[1, 900, 3e6], [2, 100, 1e6]]);
  expect(streams.groups({ from: milliseconds(1050), to: milliseconds(1090) }, 1)).toHaveLength(1);
});

test('spans in words', () => {
  const { streams } = timelineOf(overTwo);
  const [first] = streams.spans;
  if (!first) throw new Error('there is a span');
  expect(streamLabel(first)).toBe('2 × 62.0 MiB');
  expect(streamInWords(first)).toBe(
    'Streams from 1.00 ms to 1.00 s: 60.0 MiB over channel 1, 64.0 MiB over channel 2 and 900 B over the main stream. The sender waited 3.00 ms for channels to be in step.',
  );
  expect(streamInWords({ ...first, channelBytes: Array.from({ length: 12 }, (_, index) => index * MIB), count: 5 })).toBe(
    'Streams from 1.00 ms to 1.00 s: 66.0 MiB over 12 channels, 0 B to 11.0 MiB each, and 900 B over the main stream. The sender waited 3.00 ms for channels to be in step. Put in step 5 times; zoom in to tell them apart.',
  );
  const [event] = timed([[0, inStep(900, [60, 64], 3)]]);
  const { story } = timelineOf(overTwo);
  expect(event && sentenceOf(event, story)).toBe(
    'The streams are in step after 3.00 ms; so far 60.0 MiB over channel 1, 64.0 MiB over channel 2 and 900 B over the main stream.',
  );
});

test('as rows of the table, lines of a spreadsheet and a figure of the header', () => {
  const timeline = timelineOf(overTwo);
  expect(streamRows(timeline.streams.spans)[1]).toEqual(['2', '1.00 s', '100 ms', '10.0 MiB', '4.00 MiB', '6.00 MiB', '8 B', '1.00 ms']);
  expect(asCsv(timeline).split('\r\n').filter((line) => line.startsWith('stream,')).slice(0, 3)).toEqual([
    'stream,main,1000000,1001000000,,,900,,,,,', 'stream,1,1000000,1001000000,,,62914560,,,,,', 'stream,2,1000000,1001000000,,,67108864,,,,,',
  ]);
  expect(summaryOf(timeline).find(({ qemuName }) => qemuName === 'ram.multifd-bytes')?.value).toBe('136 MiB');
  expect(summaryOf(timelineOf([[0, started]])).map(({ name }) => name), 'with one stream there is none').not.toContain('Over channels');
});
