import { expect, test } from 'vitest';
import { KIBIBYTE, MEBIBYTE, milliseconds, type XbzrleFigures } from '../../../src/simulator/index.ts';
import { asCsv } from '../../../src/viewmodel/timeline/export/csv.ts';
import { asSvg } from '../../../src/viewmodel/timeline/export/svg.ts';
import { summaryOf } from '../../../src/viewmodel/timeline/summary.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { xbzrleInWords, xbzrleRows } from '../../../src/viewmodel/timeline/xbzrle-words.ts';
import { finalFigures, recordedMigration, started, timed } from './recorded-migration.ts';

function figures(pages: number, cacheMiss: number, overflow: number, bytes: number): XbzrleFigures {
  return { cacheSize: 64 * MEBIBYTE, pages, cacheMiss, overflow, bytes };
}

function timelineOf(events: Parameters<typeof timed>[0]): Timeline {
  const timeline = new Timeline();
  timeline.append(timed(events));
  return timeline;
}

const round = (number: number, xbzrle: XbzrleFigures) => ({
  kind: 'migration.round', round: number, newDirtyPages: 100, pendingBytes: 409_600, transferredBytes: 0, dirtySyncCount: number, xbzrle,
}) as const;
const progress = (xbzrle: XbzrleFigures) => ({
  kind: 'migration.progress', round: 1, transferredBytes: 0, pendingBytes: 0, bandwidthBytesPerSecond: 1, xbzrle,
}) as const;

/** Round 1 sends everything whole; round 2 finds 60 of 100 pages, of which 10 have changed too much. */
const encoded = timelineOf([
  [0, started],
  [0, round(1, figures(0, 0, 0, 0))],
  [1000, round(2, figures(0, 0, 0, 0))],
  [1100, progress(figures(20, 40, 0, 10 * KIBIBYTE))],
  [1500, progress(figures(60, 40, 10, 70 * KIBIBYTE))],
  [2000, { kind: 'migration.completed', figures: { ...finalFigures, xbzrle: figures(60, 40, 10, 70 * KIBIBYTE) }, downtimeBreakdown: { stop: 0, lastCopy: 0, deviceState: 0, resume: 0 } }],
]);

test('a stretch has what was found, what had changed too much and what was missed in it', () => {
  const view = { from: 0, to: milliseconds(2000) };
  expect(encoded.xbzrle.groups(view, 0)).toEqual([
    { from: milliseconds(1000), to: milliseconds(1100), encodedPages: 20, overflowPages: 0, missedPages: 40, bytes: 10 * KIBIBYTE },
    { from: milliseconds(1100), to: milliseconds(1500), encodedPages: 30, overflowPages: 10, missedPages: 0, bytes: 60 * KIBIBYTE },
  ]);
  const [both, ...others] = encoded.xbzrle.groups(view, milliseconds(500));
  expect([both?.encodedPages, both?.missedPages, others]).toEqual([50, 40, []]);
});

test('it is told in words, in the table and as a figure', () => {
  const [first] = encoded.xbzrle.groups({ from: 0, to: milliseconds(2000) }, 0);
  expect(first && xbzrleInWords(first)).toBe(
    'XBZRLE from 1.00 s to 1.10 s: of 60 pages 20 were in the cache (10.0 KiB sent for them, 0 had changed too much), 40 were not.',
  );
  expect(xbzrleRows(encoded)).toEqual([
    ['Round 1', '0', '0', '0', 'none looked for', '0 B'],
    ['Round 2', '60', '10', '40', '60 %', '70.0 KiB'],
    ['In all', '60', '10', '40', '60 %', '70.0 KiB'],
  ]);
  expect(summaryOf(encoded).find(({ name }) => name === 'Cache hits')).toMatchObject({ value: '60 %', qemuName: 'xbzrle-cache.cache-miss', qemuValue: '40' });
});

test('what was found in the last copy is told at the end, and counts for it', () => {
  const timeline = timelineOf([
    [0, started],
    [0, round(1, figures(0, 0, 0, 0))],
    [1000, { kind: 'migration.phase', phase: 'stop-and-copy' }],
    [1001, { kind: 'migration.source-paused', newDirtyPages: 5, pendingBytes: 409_600, transferredBytes: 0, xbzrle: figures(10, 10, 0, 100) }],
    [1100, { kind: 'migration.phase', phase: 'resume' }],
    [1100, { kind: 'migration.completed', figures: { ...finalFigures, xbzrle: figures(40, 20, 0, 400) }, downtimeBreakdown: { stop: milliseconds(1), lastCopy: milliseconds(90), deviceState: milliseconds(9), resume: 0 } }],
  ]);
  expect(xbzrleRows(timeline)).toContainEqual(['Last copy', '30', '0', '10', '75 %', '300 B']);
});

test('it is in the exports', () => {
  expect(asCsv(encoded).split('\r\n').filter((line) => line.startsWith('xbzrle,Round 2'))).toEqual([
    `xbzrle,Round 2,1000000000,2000000000,,,${70 * KIBIBYTE},60,40,10,,`,
  ]);
  const { text } = asSvg(encoded);
  expect(text).toContain('>XBZRLE</text>');
  expect([...text.matchAll(/<rect class="(encoded|overflow|missed)"/g)].map(([, look]) => look).slice(0, 4)).toEqual(['encoded', 'missed', 'encoded', 'overflow']);
});

test('without XBZRLE there is nothing of it', () => {
  const plain = new Timeline();
  plain.append(recordedMigration);
  expect([plain.xbzrle.latest, xbzrleRows(plain), asSvg(plain).text.includes('XBZRLE')]).toEqual([null, [], false]);
});
