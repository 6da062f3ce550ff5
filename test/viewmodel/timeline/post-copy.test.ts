import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, milliseconds } from '../../../src/simulator/index.ts';
import { faultsInWords, phaseInWords, sampleInWords } from '../../../src/viewmodel/timeline/lane-words.ts';
import { summaryOf } from '../../../src/viewmodel/timeline/summary.ts';
import { roundCells } from '../../../src/viewmodel/timeline/table.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { finalFigures, started, timed } from './recorded-migration.ts';

const MIB = 1024 * 1024;

const timeline = new Timeline();
timeline.append(
  timed([
    [0, { ...started, parameters: { ...DEFAULT_PARAMETERS, strategy: 'post-copy' } } as typeof started],
    [0, { kind: 'migration.phase', phase: 'setup' }],
    [10, { kind: 'migration.phase', phase: 'stop-and-copy' }],
    [11, { kind: 'migration.source-paused', newDirtyPages: 0, pendingBytes: 1024 * MIB, transferredBytes: 0 }],
    [50, { kind: 'migration.destination-running' }],
    [50, { kind: 'migration.phase', phase: 'post-copy' }],
    [60, { kind: 'migration.page-fault', page: 4711 }],
    [61, { kind: 'migration.page-arrived', page: 4711, blocked: milliseconds(1) }],
    [64, { kind: 'migration.page-arrived', page: 4712, blocked: milliseconds(0.5) }],
    [1000, { kind: 'migration.progress', round: 1, transferredBytes: 512 * MIB, pendingBytes: 512 * MIB, bandwidthBytesPerSecond: 125e6 }],
    [1200, { kind: 'migration.postcopy-paused', reason: 'The link between alpha and beta went down.', missingPages: 131_000 }],
    [5200, { kind: 'migration.postcopy-recovered', missingPages: 131_000 }],
    [9000, { kind: 'migration.phase', phase: 'resume' }],
    [9000, {
      kind: 'migration.completed',
      figures: { ...finalFigures, downtime: milliseconds(40), totalTime: milliseconds(9000), transferredBytes: 1025 * MIB },
      downtimeBreakdown: { stop: milliseconds(1), lastCopy: milliseconds(5), deviceState: milliseconds(30), resume: milliseconds(4) },
    }],
  ]),
);

test('the machine moves before its memory', () => {
  expect(timeline.notes.slice(2).map(({ sentence }) => sentence)).toEqual([
    'Stop-and-copy: web stands still.',
    'web stands still on alpha; 1.00 GiB are not sent yet.',
    'web runs on beta.',
    'Post-copy: the rest follows while web runs on beta; a page that it touches is fetched at once.',
    'Post-copy is interrupted: The link between alpha and beta went down. 131 000 pages of web are still on alpha; bring the link up and recover the migration.',
    'Post-copy goes on over a new link; 131 000 pages to come.',
    'Resume: web is set going on beta.',
    'Completed: 1.00 GiB sent in 9.00 s, 40.0 ms of downtime (stop 1.00 ms, last copy 5.00 ms, device state 30.0 ms, resume 4.00 ms).',
  ]);
  expect(timeline.samples.before(milliseconds(50))?.pendingBytes).toBe(1024 * MIB);
});

test('an interruption is a phase of its own', () => {
  expect(timeline.phases.spans.map(({ phase, from, to }) => [phase, from / 1e6, (to ?? 0) / 1e6])).toEqual([
    ['setup', 0, 10],
    ['stop-and-copy', 10, 50],
    ['post-copy', 50, 1200],
    ['interrupted', 1200, 5200],
    ['post-copy', 5200, 9000],
    ['resume', 9000, 9000],
  ]);
  expect(phaseInWords(timeline.phases.spans[3]!, timeline)).toBe('Interrupted: from 1.20 s to 5.20 s, 4.00 s.');
});

test('nothing is said of a threshold, which post-copy does not have', () => {
  expect(sampleInWords(milliseconds(1000), timeline)).toBe('At 1.00 s: 512 MiB pending, 512 MiB sent.');
});

test('what follows is a push, and no round', () => {
  expect(timeline.rounds.spans.map((span) => roundCells(span, timeline))).toEqual([
    ['Push', '50.0 ms', '8.95 s', '0', '1.00 GiB', '1.00 GiB'],
  ]);
  expect(timeline.rounds.liveCount).toBe(0);
});

test('the pages that the guest waits for are counted by stretches of time', () => {
  const groups = timeline.faults.groups({ from: 0, to: timeline.end }, milliseconds(10));
  expect(groups).toEqual([{ from: milliseconds(60), to: milliseconds(70), count: 2, blocked: milliseconds(1.5) }]);
  expect(faultsInWords(groups[0]!, timeline)).toBe('2 pages asked for from 60.0 ms to 70.0 ms: web stood still 1.50 ms for them.');
  expect(summaryOf(timeline).slice(-2).map(({ name, value, qemuName, meaning }) => [name, value, qemuName, meaning])).toEqual([
    ['Page requests', '2', 'ram.postcopy-requests', 'Pages that web stood still for after it had moved.'],
    [
      'Blocked', '1.50 ms', 'postcopy-blocktime',
      'How long web stood still for pages after it had moved, in all; no part of the downtime. QEMU tells it in milliseconds.',
    ],
  ]);
});
