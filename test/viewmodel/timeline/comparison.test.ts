import { expect, test } from 'vitest';
import { milliseconds } from '../../../src/simulator/index.ts';
import { comparisonInWords, figuresOfRun, leftOutInWords, type Run, runsInWords, runTable } from '../../../src/viewmodel/timeline/comparison.ts';
import type { TimedMigrationEvent } from '../../../src/viewmodel/timeline/timed-event.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { finalFigures, recordedMigration } from './recorded-migration.ts';

const MIB = 1024 * 1024;

function run(label: string, events: readonly TimedMigrationEvent[], isLive = false): Run {
  const timeline = new Timeline();
  timeline.append(events);
  return { id: label, label, timeline, isLive };
}

/** The recorded migration with another end. */
function ending(downtime: number, totalTime: number): TimedMigrationEvent[] {
  const figures = { ...finalFigures, downtime: milliseconds(downtime), totalTime: milliseconds(totalTime) };
  return recordedMigration.map((event) => (event.kind === 'migration.completed' ? { ...event, figures } : event));
}

const qemu = run('QEMU', recordedMigration);
const xen = run('Xen', ending(150, 10_700));
const broken = run('Never', recordedMigration.slice(0, 8));

test('a run comes to its figures', () => {
  expect(figuresOfRun(qemu)).toEqual({
    label: 'QEMU', ended: 'completed', totalTime: milliseconds(10_500), downtime: milliseconds(290),
    blockedTime: 0, transferredBytes: 1240 * MIB, rounds: 2,
  });
});

test('the table marks the best of those that completed, and nobody where all are equal', () => {
  const { columns, rows } = runTable([qemu, xen, broken]);
  expect(columns).toEqual(['Run', 'Total time', 'Downtime', 'Transferred', 'Rounds', 'Ended']);
  expect(rows.map(({ label, cells }) => [label, ...cells.map(({ text, isBest }) => (isBest ? `${text} best` : text))])).toEqual([
    ['QEMU', '10.5 s best', '290 ms', '1.21 GiB', '2', 'completed'],
    ['Xen', '10.7 s', '150 ms best', '1.21 GiB', '2', 'completed'],
    ['Never', '8.70 s', 'none', '512 MiB', '1', 'broken off'],
  ]);
});

test('what looks the same counts the same', () => {
  const { rows } = runTable([qemu, run('a', ending(150.1, 10_500)), run('b', ending(150.2, 10_500))]);
  expect(rows.map(({ cells }) => [cells[0]?.isBest, cells[1]?.text, cells[1]?.isBest])).toEqual([
    [false, '290 ms', false], [false, '150 ms', true], [false, '150 ms', true],
  ]);
});

test('post-copy shows how long its machine was blocked', () => {
  const blocked = recordedMigration.flatMap((event): TimedMigrationEvent[] =>
    event.kind === 'migration.destination-running'
      ? [event, { kind: 'migration.page-arrived', page: 1, blocked: milliseconds(2), migration: event.migration, sequence: event.sequence, time: event.time }]
      : [event]);
  const { columns, rows } = runTable([qemu, run('Post-copy', blocked)]);
  expect(columns[3]).toBe('Blocked');
  expect(rows.map(({ cells }) => cells[2])).toEqual([{ text: '0 ms', isBest: true }, { text: '2.00 ms', isBest: false }]);
});

test('the winners are named in a sentence', () => {
  expect(comparisonInWords([qemu, xen, broken])).toBe(
    'Shortest downtime: Xen with 150 ms. Shortest total time: QEMU with 10.5 s. Broken off after 8.70 s, still going on: Never.',
  );
  expect(comparisonInWords([qemu, qemu])).toBe('No run is ahead of the others in downtime or total time.');
});

test('an instant is read out for every run, also for those that have ended', () => {
  expect(runsInWords(milliseconds(8_700), [qemu, xen])).toBe('At 8.70 s:\nA QEMU: 160 MiB pending\nB Xen: 160 MiB pending');
  expect(runsInWords(milliseconds(10_600), [qemu, broken, run('Now', recordedMigration.slice(0, 8), true)])).toBe(
    'At 10.6 s:\nA QEMU: completed after 10.5 s\nB Never: broken off after 8.70 s\nC Now: 160 MiB pending',
  );
});

test('a trial that was cancelled was broken off; a migration that was cancelled was cancelled', () => {
  const cancelled: TimedMigrationEvent = { kind: 'migration.cancelled', figures: finalFigures, migration: 'migration-1', sequence: 99, time: milliseconds(109_000) };
  const events = [...recordedMigration.slice(0, 8), cancelled];
  expect([figuresOfRun(run('Trial', events)).ended, figuresOfRun(run('Real', events, true)).ended]).toEqual(['broken off', 'cancelled']);
});

test('VMs whose migrations the copies left out are named', () => {
  expect([[], ['db'], ['db', 'mail']].map(leftOutInWords)).toEqual([
    '',
    'On the copies the migration of db did not go on, so the link was free of it.',
    'On the copies the migrations of db, mail did not go on, so the link was free of them.',
  ]);
});
