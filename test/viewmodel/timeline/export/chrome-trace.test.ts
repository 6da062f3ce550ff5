import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, milliseconds } from '../../../../src/simulator/index.ts';
import { exportMigration } from '../../../../src/viewmodel/timeline/export/export.ts';
import { finalFigures, recordedMigration, started, timed } from '../recorded-migration.ts';

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly s: string;
  readonly pid: number;
  readonly tid: number;
  readonly args: Readonly<Record<string, unknown>>;
}

interface Trace {
  readonly displayTimeUnit: string;
  readonly traceEvents: readonly TraceEvent[];
}

function traceOf(events = recordedMigration): Trace {
  return JSON.parse(exportMigration(events, 'trace')) as Trace;
}

const postCopy = timed([
  [0, { ...started, parameters: { ...DEFAULT_PARAMETERS, strategy: 'post-copy' } } as typeof started],
  [0, { kind: 'migration.phase', phase: 'stop-and-copy' }],
  [50, { kind: 'migration.destination-running' }],
  [50, { kind: 'migration.phase', phase: 'post-copy' }],
  [61, { kind: 'migration.page-arrived', page: 4711, blocked: milliseconds(1) }],
  [62, { kind: 'migration.page-arrived', page: 4712, blocked: milliseconds(1.5) }],
  [70, { kind: 'migration.failed', reason: 'The host beta is down.', figures: finalFigures }],
]);

/** Trace Event Format: what each kind of event must have; times are microseconds. */
function expectDocumentedFields({ traceEvents }: Trace): void {
  for (const event of traceEvents) {
    expect(['X', 'i', 'C', 'M']).toContain(event.ph);
    expect([typeof event.name, typeof event.pid, typeof event.tid, typeof event.args]).toEqual(['string', 'number', 'number', 'object']);
    if (event.ph !== 'M') expect(event.ts).toBeGreaterThanOrEqual(0);
    if (event.ph === 'X') expect(event.dur).toBeGreaterThanOrEqual(0);
    if (event.ph === 'i') expect(['g', 'p', 't']).toContain(event.s);
    if (event.ph === 'C') expect(Object.values(event.args).every((value) => typeof value === 'number')).toBe(true);
    if (event.ph === 'M') expect(['process_name', 'thread_name', 'thread_sort_index']).toContain(event.name);
  }
}

test.each([['pre-copy', recordedMigration], ['post-copy', postCopy]])('%s has the documented fields', (_, events) => {
  const trace = traceOf(events);
  expect(trace.displayTimeUnit).toBe('ms');
  expectDocumentedFields(trace);
});

test('lanes are threads with names, in the order of the picture; empty ones are left out', () => {
  const named = traceOf().traceEvents.filter(({ name }) => name === 'thread_name' || name === 'process_name');
  expect(named.map(({ tid, args }) => [tid, args['name']])).toEqual([
    [0, 'web: alpha → beta'], [1, 'Phases'], [2, 'Machine'], [3, 'Downtime'], [6, 'Rounds'], [7, 'Decisions'],
  ]);
});

test('stretches are told in microseconds from the start', () => {
  const stretches = traceOf().traceEvents.filter(({ ph }) => ph === 'X');
  expect(stretches.map(({ tid, name, ts, dur }) => [tid, name, ts, dur])).toEqual([
    [1, 'Setup', 0, 20_000],
    [2, 'on alpha', 0, 10_200_000],
    [1, 'Pre-copy', 20_000, 10_180_000],
    [6, 'Round 1', 20_000, 8_680_000],
    [6, 'Round 2', 8_700_000, 1_500_000],
    [1, 'Stop-and-copy', 10_200_000, 280_000],
    [2, 'downtime 290 ms', 10_200_000, 290_000],
    [3, 'stop', 10_200_000, 1_000],
    [3, 'last copy', 10_201_000, 267_500],
    [6, 'Last copy', 10_201_000, 267_500],
    [3, 'device state', 10_468_500, 11_500],
    [1, 'Resume', 10_480_000, 20_000],
    [3, 'resume', 10_480_000, 10_000],
    [2, 'on beta', 10_490_000, 10_000],
  ]);
  expect(stretches[3]?.args).toEqual({ newDirtyPages: 262_144, pendingBytes: 1_073_741_824, sentBytes: 1_042_284_544 });
});

test('decisions are instants with their sentence', () => {
  const instants = traceOf().traceEvents.filter(({ ph }) => ph === 'i');
  expect(instants.map(({ name, ts }) => [name, ts])).toEqual([
    ['One more round', 8_700_000], ['Decision to stop', 10_200_000], ['Paused', 10_201_000], ['Running', 10_490_000], ['Completed', 10_500_000],
  ]);
  expect(instants[1]?.args).toEqual({ sentence: 'Pending 32.0 MiB < threshold 36.0 MiB: stop web and send the rest.' });
});

test('counters are written when they change, and end where the migration did', () => {
  const counters = traceOf().traceEvents.filter(({ ph }) => ph === 'C');
  const ofName = (wanted: string) => counters.filter(({ name }) => name === wanted).map(({ ts, args }) => [ts, Object.values(args)[0]]);
  expect(ofName('Pending')).toEqual([
    [20_000, 1_073_741_824], [4_400_000, 536_870_912], [8_700_000, 167_772_160], [10_200_000, 33_554_432], [10_201_000, 34_603_008], [10_490_000, 0],
  ]);
  expect(ofName('Bandwidth')).toEqual([[4_400_000, 125_000_000]]);
  expect(ofName('Threshold')).toEqual([[4_400_000, 37_748_736]]);
});

test('stretches of one thread never cross, as viewers ask', () => {
  const pages = traceOf(postCopy).traceEvents.filter(({ name }) => name === 'Page');
  expect(pages.map(({ ts, dur, args }) => [ts, dur, args])).toEqual([
    [60_000, 1_000, { blockedMicroseconds: 1000 }],
    [61_000, 1_000, { blockedMicroseconds: 1500 }],
  ]);
});
