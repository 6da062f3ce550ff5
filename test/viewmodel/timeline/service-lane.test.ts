import { expect, test } from 'vitest';
import { milliseconds, type WorldEvent } from '../../../src/simulator/index.ts';
import { adviceOf } from '../../../src/viewmodel/timeline/advice.ts';
import { asCsv } from '../../../src/viewmodel/timeline/export/csv.ts';
import { asSvg } from '../../../src/viewmodel/timeline/export/svg.ts';
import { MigrationHistory } from '../../../src/viewmodel/timeline/history.ts';
import { outageInWords, outageLabel, serviceInWords, serviceRows } from '../../../src/viewmodel/timeline/service-words.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { recordedMigration, started, timed } from './recorded-migration.ts';

type ServiceBody = Extract<WorldEvent, { kind: 'service.sample' | 'network.announced' }>;

function sample(time: number, answered: number, p99: number | null, longest = p99): ServiceBody {
  const latency = (value: number | null) => (value === null ? null : milliseconds(value));
  return {
    kind: 'service.sample', vm: 'web', sequence: 0, time: milliseconds(time), answered, waiting: 0,
    medianLatency: latency(p99), p99Latency: latency(p99), longestLatency: latency(longest),
  };
}

function announced(time: number, round: number): ServiceBody {
  return { kind: 'network.announced', vm: 'web', host: 'beta', round, sequence: 0, time: milliseconds(time) };
}

/** The recorded migration, whose machine stands still from 10 200 to 10 490 ms, with 500 requests a second. */
const served = [
  ...recordedMigration.filter(({ time }) => time < milliseconds(110_200)),
  sample(110_100, 50, 2),
  sample(110_200, 50, 3, 4),
  ...recordedMigration.filter(({ time }) => time >= milliseconds(110_200)),
  sample(110_500, 0, null),
  announced(110_550, 1),
  sample(110_600, 120, 340, 352),
  sample(110_700, 80, 90),
  announced(110_700, 2),
  sample(110_800, 50, 2),
];

function timelineOf(events: readonly WorldEvent[]): Timeline {
  const history = new MigrationHistory();
  history.add(events.map((event, sequence) => ({ ...event, sequence })));
  const timeline = new Timeline();
  timeline.append(history.eventsOf('migration-1'));
  return timeline;
}

test('the outage lasts from the pause to the announcement, and its figure is the longest wait', () => {
  const timeline = timelineOf(served);
  const { outage, announcedAt } = timeline.service;
  expect(announcedAt).toBe(milliseconds(10_550));
  expect(outage).toEqual({ from: milliseconds(10_200), to: milliseconds(10_550), longestLatency: milliseconds(352) });
  if (!outage) return;
  expect(outageLabel(outage)).toBe('outage, up to 352 ms');
  expect(outageInWords(outage, timeline)).toBe('Outage from 10.2 s to 10.6 s: clients do not reach web; clients waited up to 352 ms.');
});

test('the log tells the announcement and the wait once, and the picture goes on to the last sample', () => {
  const timeline = timelineOf(served);
  expect(timeline.notes.slice(-2).map(({ kind, sentence }) => [kind, sentence])).toEqual([
    ['announced', 'web tells the network that it is on beta: clients find it again.'],
    ['outage', 'Clients waited up to 352 ms.'],
  ]);
  expect(timeline.end).toBe(milliseconds(10_800));
  expect(adviceOf(timeline)).toMatch(/^Completed: 1\.21 GiB sent in 10\.5 s, .* Clients waited up to 352 ms\.$/);
});

test('a longer wait after the outage, as for pages in post-copy, is told apart from it', () => {
  const timeline = timelineOf([...served, sample(111_500, 2, 900, 950)]);
  expect(timeline.service.outage?.longestLatency).toBe(milliseconds(352));
  expect(timeline.service.longerWait).toBe(milliseconds(950));
  expect(adviceOf(timeline)).toMatch(/ Clients waited up to 352 ms in the outage, and up to 950 ms after it\.$/);
  expect(timelineOf(served).service.longerWait).toBeNull();
});

test('the printed picture and the spreadsheet have the service', () => {
  const timeline = timelineOf(served);
  const { text } = asSvg(timeline);
  expect(text).toContain('outage, up to 352 ms</text>');
  expect(text).toContain('1 200/s</text>');
  expect(text).toContain('p99 up to 340 ms</text>');
  expect(text.match(/class="answers"/g)).toHaveLength(5 + 1 + 1);
  expect(asCsv(timeline).split('\r\n').filter((line) => line.startsWith('service'))).toContain('service,sample,10500000000,10600000000,,,,,,,120,340000000');
});

test('stretches in sight, as bars: throughput of all samples, latency of the worst', () => {
  const { service } = timelineOf(served);
  const view = { from: 0, to: milliseconds(10_800) };
  expect(service.groups(view, 1).map(serviceInWords).slice(1)).toEqual([
    'From 10.1 s to 10.2 s: 500 answers a second, 99 of 100 within 3.00 ms.',
    'From 10.4 s to 10.5 s: clients got no answer.',
    'From 10.5 s to 10.6 s: 1 200 answers a second, 99 of 100 within 340 ms.',
    'From 10.6 s to 10.7 s: 800 answers a second, 99 of 100 within 90.0 ms.',
    'From 10.7 s to 10.8 s: 500 answers a second, 99 of 100 within 2.00 ms.',
  ]);
  expect(service.groups(view, milliseconds(400)).at(-1)).toMatchObject({ answersPerSecond: 625, p99Latency: milliseconds(340) });
  expect(service.mostAnswersPerSecond).toBe(1200);
});

test('the table has a row before, in and after the outage', () => {
  expect(serviceRows(timelineOf(served))).toEqual([
    ['Before the outage', '0 ms', '10.2 s', '500', '3.00 ms', '4.00 ms'],
    ['Outage', '10.2 s', '10.6 s', '0', 'none', '352 ms'],
    ['After the outage', '10.6 s', '10.8 s', '833', '340 ms', '352 ms'],
  ]);
  expect(serviceRows(timelineOf(recordedMigration))).toEqual([]);
});

test('a machine that goes on at the source is found there without an announcement', () => {
  const beforeTheEnd = served.filter(({ time }) => time <= milliseconds(110_201));
  const { figures } = recordedMigration.findLast((event) => event.kind === 'migration.completed') ?? {};
  if (!figures) throw new Error('The recorded migration has figures.');
  const cancelled = timed([[110_300, { kind: 'migration.cancelled', figures }]]);
  const { service } = timelineOf([...beforeTheEnd, ...cancelled, sample(110_400, 100, 120)]);
  expect(service.outage).toEqual({ from: milliseconds(10_200), to: milliseconds(10_300), longestLatency: milliseconds(120) });
});

test('samples belong to the latest migration of their VM', () => {
  const history = new MigrationHistory();
  const events = [...timed([[0, started]]), ...timed([[1, { ...(started as Extract<typeof started, { kind: 'migration.started' }>), vm: 'db' }]], 'migration-2'), sample(2, 1, 1)];
  history.add(events.map((event, sequence) => ({ ...event, sequence })));
  expect(history.eventsOf('migration-1').map(({ kind }) => kind)).toEqual(['migration.started', 'service.sample']);
  expect(history.eventsOf('migration-2').map(({ kind }) => kind)).toEqual(['migration.started']);
});
