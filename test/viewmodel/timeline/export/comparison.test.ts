import { expect, test } from 'vitest';
import type { Run } from '../../../../src/viewmodel/timeline/comparison.ts';
import { exportComparison } from '../../../../src/viewmodel/timeline/export/comparison.ts';
import { asComparisonSvg } from '../../../../src/viewmodel/timeline/export/comparison-svg.ts';
import { Timeline } from '../../../../src/viewmodel/timeline/timeline.ts';
import { recordedMigration } from '../recorded-migration.ts';

function run(label: string, count: number): Run {
  const timeline = new Timeline();
  timeline.append(recordedMigration.slice(0, count));
  return { id: label, label, timeline, isLive: false };
}

const comparison = { title: 'web: alpha → beta', note: 'The copies lacked db.', runs: [run('QEMU "up"', recordedMigration.length), run('Never', 8)] };

test('the picture has a curve, a letter and a row for each run, and leans on nothing outside', () => {
  const { text, width, height } = asComparisonSvg(comparison);
  expect([width, height]).toEqual([1000, 535]);
  const texts = [...text.matchAll(/<text [^>]*>([^<]+)<\/text>/g)].map(([, found]) => found);
  expect(texts).toEqual([
    'web: alpha → beta',
    'No run is ahead of the others in downtime or total time. Broken off after 8.70 s, still going on: Never. The copies lacked db.',
    '256 MiB', '512 MiB', '768 MiB', '1.00 GiB', '0 s', '2 s', '4 s', '6 s', '8 s', '10 s',
    'Pending bytes of each run over simulated time since its start',
    'B', 'A',
    'Run', 'Total time', 'Downtime', 'Transferred', 'Rounds', 'Ended',
    'A QEMU &quot;up&quot;', '10.5 s', '290 ms', '1.21 GiB', '2', 'completed',
    'B Never', '8.70 s', 'none', '512 MiB', '1', 'broken off',
  ]);
  expect(text.match(/<path class="run run-[01]"/g)).toHaveLength(4);
  expect(text.match(/https?:|<script|<image|<foreignObject|var\(|NaN|Infinity|undefined/g)).toEqual(['http:']);
});

test('the spreadsheet has a line for each run', () => {
  expect(exportComparison(comparison, 'csv').split('\r\n')).toEqual([
    'run,ended,total_time_ns,downtime_ns,blocked_time_ns,transferred_bytes,rounds',
    '"QEMU ""up""",completed,10500000000,290000000,0,1300234240,2',
    '"Never",broken off,8700000000,,0,536870912,1',
    '',
  ]);
});

test('JSON has the figures and the parameters of each run', () => {
  expect(JSON.parse(exportComparison(comparison, 'json'))).toMatchObject({
    format: 'virtlab.comparison', title: 'web: alpha → beta', note: 'The copies lacked db.',
    runs: [{ label: 'QEMU "up"', rounds: 2, parameters: { stopRule: 'qemu' } }, { label: 'Never', downtime: null, figures: null }],
  });
});
