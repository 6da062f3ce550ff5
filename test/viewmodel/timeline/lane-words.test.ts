import { expect, test } from 'vitest';
import { milliseconds } from '../../../src/simulator/index.ts';
import {
  downtimePartInWords,
  faultRows,
  machineInWords,
  machineLabel,
  phaseInWords,
  roundGroupInWords,
  roundLabel,
  sampleInWords,
  throttleInWords,
  throttleLabel,
  throttleLabels,
} from '../../../src/viewmodel/timeline/lane-words.ts';
import { summaryOf } from '../../../src/viewmodel/timeline/summary.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { recordedMigration, started, timed } from './recorded-migration.ts';

const timeline = new Timeline();
timeline.append(recordedMigration);

const underWay = new Timeline();
underWay.append(recordedMigration.slice(0, 6));

test('phases', () => {
  expect(timeline.phases.spans.map((span) => phaseInWords(span, timeline))).toEqual([
    'Setup: from 0 ms to 20.0 ms, 20.0 ms.',
    'Pre-copy: from 20.0 ms to 10.2 s, 10.2 s.',
    'Stop-and-copy: from 10.2 s to 10.5 s, 280 ms.',
    'Resume: from 10.5 s to 10.5 s, 20.0 ms.',
  ]);
  expect(phaseInWords(underWay.phases.spans[1]!, underWay)).toBe('Pre-copy: since 20.0 ms, 4.38 s so far.');
});

test('the machine, its downtime and the parts of it', () => {
  expect(timeline.machine.spans.map((span) => [machineLabel(span, timeline), machineInWords(span, timeline)])).toEqual([
    ['on alpha', 'web is on alpha: from 0 ms to 10.2 s, 10.2 s.'],
    ['downtime 290 ms', 'Downtime 290 ms: web stands still from 10.2 s to 10.5 s; the limit is 300 ms.'],
    ['on beta', 'web is on beta from 10.5 s on.'],
  ]);
  expect(timeline.machine.downtimeParts.map((part) => downtimePartInWords(part, timeline))).toEqual([
    'Downtime, stop: from 10.2 s to 10.2 s, 1.00 ms, 0 % of it.',
    'Downtime, last copy: from 10.2 s to 10.5 s, 268 ms, 92 % of it.',
    'Downtime, device state: from 10.5 s to 10.5 s, 11.5 ms, 4 % of it.',
    'Downtime, resume: from 10.5 s to 10.5 s, 10.0 ms, 3 % of it.',
  ]);
});

test('rounds, one by one and together', () => {
  const view = { from: 0, to: timeline.end };
  const single = timeline.rounds.groups(view, 1, timeline.end);
  expect(single.map(roundLabel)).toEqual(['1', '2', 'last copy']);
  const [together] = timeline.rounds.groups(view, timeline.end * 2, timeline.end);
  expect(roundLabel(together!)).toBe('1–last copy');
  expect(roundGroupInWords(together!, timeline)).toBe(
    'Rounds 1–last copy: 1.00 GiB at most to send, from 20.0 ms to 10.5 s, 10.4 s. Zoom in to tell them apart.',
  );
});

test('what was known at an instant', () => {
  expect(sampleInWords(5e9, timeline)).toBe('At 4.40 s: 512 MiB pending, threshold 36.0 MiB, 512 MiB sent.');
  expect(sampleInWords(0, timeline)).toBe('At 20.0 ms: 1.00 GiB pending, no threshold yet, 0 B sent.');
  expect(sampleInWords(0, new Timeline())).toBe('Nothing is known yet.');
});

test('steps of auto-converge', () => {
  const slowed = new Timeline();
  slowed.append(
    timed([
      [0, started],
      [100, { kind: 'migration.throttled', percent: 20, dirtiedBytes: 2048, sentBytes: 1024 }],
      [400, { kind: 'migration.throttled', percent: 30, dirtiedBytes: 2048, sentBytes: 1024 }],
    ]),
  );
  expect(slowed.throttle.spans.map((span) => throttleInWords(span, slowed))).toEqual([
    'Auto-converge takes 20 % of its time from web: from 100 ms to 400 ms, 300 ms.',
    'Auto-converge takes 30 % of its time from web: since 400 ms, 0 ms so far.',
  ]);
});

test('the dirty limit, and its lane', () => {
  const limited = new Timeline();
  limited.append(timed([[0, started], [100, { kind: 'migration.dirty-limited', pagesPerSecond: 9765, dirtiedBytes: 2048, sentBytes: 1024 }]]));
  expect(limited.throttle.title).toBe('Dirty limit');
  expect(limited.throttle.spans.map((span) => [throttleLabel(span), throttleInWords(span, limited)])).toEqual([
    ['9 765 pages/s', 'The dirty limit lets web write no more than 9 765 pages a second: since 100 ms, 0 ms so far.'],
  ]);
  expect(limited.throttle.spans.flatMap(throttleLabels)).toEqual(['9 765 pages/s', '9 765/s']);
  expect(summaryOf(limited).find(({ name }) => name === 'Dirty limit')?.value).toBe('9 765 pages/s');
});

test('pages waited for, second by second and in all', () => {
  const arriving = new Timeline();
  const arrived = (page: number) => ({ kind: 'migration.page-arrived', page, blocked: milliseconds(2) }) as const;
  arriving.append(timed([[0, started], [100, arrived(1)], [900, arrived(2)], [1200, arrived(3)]]));
  expect(faultRows(arriving)).toEqual([
    ['0 ms to 1.00 s', '2', '4.00 ms'],
    ['1.00 s to 1.20 s', '1', '2.00 ms'],
    ['In all', '3', '6.00 ms'],
  ]);
  expect(faultRows(new Timeline())).toEqual([]);
});
