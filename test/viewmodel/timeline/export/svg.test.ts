import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../../../src/simulator/index.ts';
import { EXPORT_FORMS, exportPicture, formatOfName } from '../../../../src/viewmodel/timeline/export/export.ts';
import { element, lines, textElement } from '../../../../src/viewmodel/timeline/export/markup.ts';
import { recordedMigration, started, timed } from '../recorded-migration.ts';

function texts(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]+)<\/text>/g)].map(([, text]) => text ?? '');
}

test('the picture says which migration it is, its figures, its axes and what its shapes mean', () => {
  const { text, width, height } = exportPicture(recordedMigration);
  expect([width, height]).toEqual([1000, 595]);
  expect(texts(text)).toEqual([
    'web: alpha → beta, pre-copy, completed',
    'web starts to move from alpha to beta by pre-copy: 1.00 GiB of memory over a link of 125 MB/s, at most 128 MiB/s, downtime limit 300 ms.',
    'Total time', '10.5 s', 'total-time',
    'Downtime', '290 ms', 'downtime',
    'Transferred', '1.21 GiB', 'ram.transferred',
    'Pending', '0 B', 'ram.remaining',
    'Rounds', '2', 'ram.dirty-sync-count: 4',
    'Bandwidth', '125 MB/s', 'ram.mbps: 992.5',
    'Parts of the downtime: stop 1.00 ms, last copy 268 ms, device state 11.5 ms, resume 10.0 ms.',
    'Phases', 'Pre-copy',
    'Machine', 'on alpha', 'downtime 290 ms',
    'Rounds', '1: 1.00 GiB', '2: 160 MiB',
    '256 MiB', '512 MiB', '768 MiB', '1.00 GiB',
    '0 s', '2 s', '4 s', '6 s', '8 s', '10 s',
    'Pending', 'Simulated time since the start of the migration',
    'threshold 36.0 MiB',
    'to send', 'sent', 'pending', 'threshold', 'downtime', 'one more round', 'decision to stop', 'paused', 'running', 'completed',
  ]);
});

test('it leans on nothing outside: no scripts, no addresses but the name of the format', () => {
  const { text } = exportPicture(recordedMigration);
  expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="1000"/);
  expect(text.match(/https?:|<script|<image|<foreignObject|var\(|NaN|Infinity|undefined/g)).toEqual(['http:']);
});

test('a rule without a threshold has a picture without one', () => {
  const events = timed([[0, { ...started, parameters: { ...DEFAULT_PARAMETERS, stopRule: 'xen-4.10' } } as typeof started]]);
  expect(texts(exportPicture([...events, ...recordedMigration.slice(1)]).text).filter((text) => text.startsWith('threshold'))).toEqual([]);
});

test('a migration that has only begun is a picture too', () => {
  expect(texts(exportPicture(recordedMigration.slice(0, 1)).text)).toContain('web: alpha → beta, pre-copy, under way');
});

test('markup is escaped, and long texts are broken between words', () => {
  expect(textElement('text', { x: 1.26 }, 'a < b & "c"')).toBe('<text x="1.3">a &lt; b &amp; &quot;c&quot;</text>');
  expect(element('g', { 'data-name': '"' })).toBe('<g data-name="&quot;"/>');
  expect(lines('one two three four', 9)).toEqual(['one two', 'three', 'four']);
});

test('a file is written in the form that its name asks for', () => {
  expect(EXPORT_FORMS.map(({ ending, format }) => [formatOfName(`Web${ending.toUpperCase()}`), format])).toEqual([
    ['svg', 'svg'], ['png', 'png'], ['csv', 'csv'], ['json', 'json'], ['trace', 'trace'],
  ]);
  expect(formatOfName('web.txt')).toBe('json');
});
