import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, milliseconds } from '../../../src/simulator/index.ts';
import { adviceOf } from '../../../src/viewmodel/timeline/advice.ts';
import { qemuLine, summaryOf } from '../../../src/viewmodel/timeline/summary.ts';
import { roundCells, roundInWords } from '../../../src/viewmodel/timeline/table.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { decision, finalFigures, recordedMigration, round, started, timed } from './recorded-migration.ts';

const MIB = 1024 * 1024;

function timelineOf(events = recordedMigration): Timeline {
  const timeline = new Timeline();
  timeline.append(events);
  return timeline;
}

test('a migration is told in sentences with their numbers', () => {
  expect(timelineOf().notes.map(({ sentence }) => sentence)).toEqual([
    'web starts to move from alpha to beta by pre-copy: 1.00 GiB of memory over a link of 125 MB/s, at most 128 MiB/s, downtime limit 300 ms.',
    'Setup: beta gets ready to receive.',
    'Pre-copy: memory is sent in rounds while web runs on.',
    'Round 1 sends all memory: 262 144 pages, 1.00 GiB.',
    'Pending 160 MiB > threshold 36.0 MiB: one more round.',
    'Round 2: web wrote 35 000 pages meanwhile; 160 MiB to send.',
    'Pending 32.0 MiB < threshold 36.0 MiB: stop web and send the rest.',
    'Stop-and-copy: web stands still while the rest is sent.',
    'web stands still on alpha; the last 33.0 MiB go now.',
    'Resume: web is set going on beta.',
    'web runs on beta.',
    'Completed: 1.21 GiB sent in 10.5 s, 290 ms of downtime (stop 1.00 ms, last copy 268 ms, device state 11.5 ms, resume 10.0 ms).',
  ]);
});

test('phases, rounds and the machine become spans that count from the start', () => {
  const timeline = timelineOf();
  expect(timeline.phases.spans).toEqual([
    { phase: 'setup', from: 0, to: milliseconds(20) },
    { phase: 'pre-copy', from: milliseconds(20), to: milliseconds(10_200) },
    { phase: 'stop-and-copy', from: milliseconds(10_200), to: milliseconds(10_480) },
    { phase: 'resume', from: milliseconds(10_480), to: milliseconds(10_500) },
  ]);
  expect(timeline.rounds.spans).toEqual([
    {
      round: 1, from: milliseconds(20), to: milliseconds(8_700), newDirtyPages: 262_144,
      pendingBytes: 1024 * MIB, sentBytes: 994 * MIB, what: 'round',
    },
    {
      round: 2, from: milliseconds(8_700), to: milliseconds(10_200), newDirtyPages: 35_000,
      pendingBytes: 160 * MIB, sentBytes: 156 * MIB, what: 'round',
    },
    {
      round: 3, from: milliseconds(10_201), to: milliseconds(10_468.5), newDirtyPages: 100,
      pendingBytes: 33 * MIB, sentBytes: 90 * MIB, what: 'last-copy',
    },
  ]);
  expect(timeline.machine.spans).toEqual([
    { state: 'source', from: 0, to: milliseconds(10_200) },
    { state: 'paused', from: milliseconds(10_200), to: milliseconds(10_490) },
    { state: 'destination', from: milliseconds(10_490), to: milliseconds(10_500) },
  ]);
});

test('the parts of the downtime follow one another from the pause on', () => {
  expect(timelineOf().machine.downtimeParts).toEqual([
    { name: 'stop', from: milliseconds(10_200), to: milliseconds(10_201) },
    { name: 'last copy', from: milliseconds(10_201), to: milliseconds(10_468.5) },
    { name: 'device state', from: milliseconds(10_468.5), to: milliseconds(10_480) },
    { name: 'resume', from: milliseconds(10_480), to: milliseconds(10_490) },
  ]);
});

test('the header shows the figures under the names of query-migrate', () => {
  expect(summaryOf(timelineOf()).map((figure) => [figure.name, figure.value, qemuLine(figure)])).toEqual([
    ['Total time', '10.5 s', 'total-time'],
    ['Downtime', '290 ms', 'downtime'],
    ['Transferred', '1.21 GiB', 'ram.transferred'],
    ['Pending', '0 B', 'ram.remaining'],
    ['Rounds', '2', 'ram.dirty-sync-count: 4'],
    ['Bandwidth', '125 MB/s', 'ram.mbps: 992.5'],
  ]);
});

test('without a return path the downtime is not the sum of its parts, and both are told', () => {
  const withoutReturnPath = recordedMigration.map((event) =>
    event.kind === 'migration.started' ? { ...event, parameters: { ...event.parameters, returnPath: false } } : event.kind === 'migration.completed' ? { ...event, figures: { ...event.figures, downtime: milliseconds(271) } } : event,
  );
  const timeline = timelineOf(withoutReturnPath);
  expect(timeline.notes.at(-1)?.sentence).toBe(
    'Completed: 1.21 GiB sent in 10.5 s, 271 ms of downtime (without a return path it ends when all is handed over; the machine stood still 290 ms: stop 1.00 ms, last copy 268 ms, device state 11.5 ms, resume 10.0 ms).',
  );
  expect(summaryOf(timeline)[1]).toMatchObject({ value: '271 ms', meaning: expect.stringContaining('the machine stood still 290 ms') as string });
});

test('while it runs the header shows what is known so far', () => {
  const timeline = timelineOf(recordedMigration.slice(0, 6));
  expect(timeline.status).toBe('active');
  expect(summaryOf(timeline).map(({ value }) => value)).toEqual([
    '4.40 s', 'none yet', '512 MiB', '512 MiB', '1', '125 MB/s',
  ]);
});

test('the same picture comes of one batch and of single events', () => {
  const single = new Timeline();
  for (const event of recordedMigration) single.append([event]);
  const batch = timelineOf();
  expect(single.notes).toEqual(batch.notes);
  expect(single.rounds.spans).toEqual(batch.rounds.spans);
  expect(single.samples.columns(0, single.end, 50)).toEqual(batch.samples.columns(0, batch.end, 50));
});

test('a round is read out in one sentence and shown in cells', () => {
  const timeline = timelineOf(recordedMigration.slice(0, 10));
  const [first, second] = timeline.rounds.spans;
  expect(roundInWords(first!, timeline)).toBe(
    'Round 1: 1.00 GiB to send, all 262 144 pages; 994 MiB sent; began at 20.0 ms, took 8.68 s.',
  );
  expect(roundCells(second!, timeline)).toEqual(['2', '8.70 s', '0 ms so far', '35 000', '160 MiB', '0 B']);
});

test('a cancelled migration leaves the machine at the source', () => {
  const timeline = timelineOf(
    timed([
      [0, started],
      [0, { kind: 'migration.phase', phase: 'stop-and-copy' }],
      [5, { kind: 'migration.source-paused', newDirtyPages: 0, pendingBytes: 1024 * MIB, transferredBytes: 0 }],
      [9, { kind: 'migration.cancelled', figures: { ...finalFigures, totalTime: milliseconds(9), transferredBytes: MIB } }],
    ]),
  );
  expect(timeline.status).toBe('cancelled');
  expect(timeline.machine.spans.map(({ state, to }) => [state, to])).toEqual([
    ['source', 0],
    ['paused', milliseconds(9)],
    ['source', milliseconds(9)],
  ]);
  expect(timeline.notes.at(-1)?.sentence).toBe('Cancelled: web stays on alpha; 1.00 MiB sent in 9.00 ms.');
});

test('a failed migration says why', () => {
  const timeline = timelineOf(
    timed([
      [0, started],
      [9, { kind: 'migration.failed', reason: 'The link between alpha and beta went down.', figures: { ...finalFigures, totalTime: milliseconds(9), transferredBytes: 0 } }],
    ]),
  );
  expect(timeline.notes.at(-1)?.sentence).toBe('Failed: The link between alpha and beta went down. 0 B sent in 9.00 ms.');
});

test('rules that count rounds speak of rounds', () => {
  const timeline = timelineOf(
    timed([
      [0, { ...started, parameters: { ...DEFAULT_PARAMETERS, stopRule: 'fixed-rounds', rounds: 2 } } as typeof started],
      [0, round(1, 262_144, 1024, 0, 1)],
      [8_000, decision(1, 156, 36, 'sync')],
      [8_000, round(2, 40_000, 156, 1024, 2)],
      [8_000, decision(2, 156, 36, 'send')],
      [9_000, decision(2, 40, 36, 'switch-over')],
    ]),
  );
  expect(timeline.notes.filter(({ kind }) => kind !== 'phase' && kind !== 'round').map(({ sentence }) => sentence)).toEqual([
    'Round 1 of 2 is sent, 156 MiB pending: one more round.',
    '2 rounds done, 40.0 MiB pending: stop web and send the rest.',
  ]);
});

test('rounds that do not shrink are explained', () => {
  const timeline = timelineOf(
    timed([
      [0, started],
      [0, round(1, 262_144, 1024, 0, 1)],
      [8_000, round(2, 250_000, 990, 1000, 2)],
      [16_000, round(3, 250_000, 990, 2000, 3)],
      [16_000, decision(3, 990, 36, 'send')],
    ]),
  );
  expect(adviceOf(timeline)).toBe(
    'Round 3 has as much to send as round 2 (990 MiB; the threshold is 36.0 MiB): web writes as fast as the link sends. More bandwidth, a longer downtime limit or a calmer guest would end it.',
  );
});

test('while rounds shrink the latest note is what to know', () => {
  expect(adviceOf(timelineOf(recordedMigration.slice(0, 10)))).toBe('Round 2: web wrote 35 000 pages meanwhile; 160 MiB to send.');
});
