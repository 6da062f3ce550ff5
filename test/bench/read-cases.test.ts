import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { predict } from '../../bench/fidelity/predict.ts';
import { readCases } from '../../bench/fidelity/read-cases.ts';

const OPEN = readFileSync(new URL('../../bench/data/qemu-open.json', import.meta.url), 'utf8');

/** All that a case has to say. */
const LEAST = {
  id: 'least',
  ram_bytes: 16_777_216,
  bandwidth_bytes_per_s: 33_554_432,
  workload: { pattern: 'random', ws_pages: 500, pages_per_s: 100 },
};

function problemsOf(one: unknown): readonly string[] {
  return readCases(JSON.stringify([one])).problems;
}

test('reads every open case', () => {
  const { cases, problems, notes } = readCases(OPEN);
  expect({ count: cases.length, problems, notes }).toEqual({ count: 30, problems: [], notes: [] });
  expect(cases.every(({ measured }) => measured !== undefined)).toBe(true);
});

test('reads a list in an object, and one with the byte order mark of some editors', () => {
  expect(readCases(`\uFEFF${JSON.stringify({ cases: [LEAST] })}`).cases.map(({ id }) => id)).toEqual(['least']);
});

test('what may be left out has the default of QEMU or of the measurements', () => {
  expect(readCases(JSON.stringify([LEAST])).cases[0]).toEqual({
    id: 'least',
    group: '',
    ram_bytes: 16_777_216,
    bandwidth_bytes_per_s: 33_554_432,
    max_bandwidth_bytes_per_s: 0,
    link: { kind: 'relay', bytes_per_s: 33_554_432, buffer_bytes: 167_772 },
    downtime_limit_ms: 300,
    seed: 1,
    workload: { pattern: 'random', ws_start_page: 256, ws_pages: 500, pages_per_s: 100, zero_share: 0, dwords_per_write: 1, writes_at_start: 0 },
    features: { return_path: false },
  });
});

test('a feature may be only said to be on or off, and null is not given', () => {
  const features = { auto_converge: true, xbzrle: true, postcopy: false, stop_rule: null };
  expect(readCases(JSON.stringify([{ ...LEAST, features }])).cases[0]?.features).toEqual({
    return_path: false,
    auto_converge: { initial: 20, increment: 10, max: 99, tailslow: false, trigger_threshold: 50 },
    xbzrle: { cache_bytes: 67_108_864 },
  });
});

test('a case with nothing but what it needs is predicted', () => {
  const [one] = readCases(JSON.stringify([LEAST])).cases;
  // 4096 pages of RAM and 96 of ROM at 33.6 MB/s are half a second.
  expect(predict(one!)).toMatchObject({ converged: true, rounds: 3 });
});

test('a migration that goes over to post-copy has a downtime', () => {
  const workload = { ...LEAST.workload, ws_pages: 3000, pages_per_s: 20_000 };
  const [one] = readCases(JSON.stringify([{ ...LEAST, workload, features: { postcopy: { after_sync: 2 } } }])).cases;
  const { converged, downtime_ms } = predict(one!);
  expect(converged).toBe(false);
  expect(downtime_ms).toBeGreaterThan(0);
});

test('a case without a stop rule that never converges is given up', () => {
  const workload = { pattern: 'seq', ws_pages: 3000, pages_per_s: 2_000 };
  const slow = { ...LEAST, ram_bytes: 16_777_216, bandwidth_bytes_per_s: 4_194_304, workload };
  const [one] = readCases(JSON.stringify([slow])).cases;
  expect(predict(one!)).toMatchObject({ converged: false, downtime_ms: null, total_time_ms: 600_000 });
});

test.each([
  [{ ...LEAST, id: undefined }, 'cases[0]: id is missing; write a text.'],
  [{ ...LEAST, workload: { ...LEAST.workload, pattern: 'zipf' } }, 'cases[0] "least": workload.pattern is "zipf"; there are "none", "seq", "random", "hotcold".'],
  [{ ...LEAST, link: { kind: 'rdma' } }, 'cases[0] "least": link.kind is "rdma"; there are "relay", "unix", "tcp".'],
  [{ ...LEAST, ram_bytes: 16_777_217 }, 'cases[0] "least": ram_bytes is 16777217, which are not whole pages of 4096 bytes; round it.'],
  [{ ...LEAST, bandwidth_bytes_per_s: -1 }, 'cases[0] "least": bandwidth_bytes_per_s is -1; write a whole number from 1 on.'],
  [{ ...LEAST, workload: { pattern: 'seq', ws_pages: 9 } }, 'cases[0] "least": workload.pages_per_s is missing; add it.'],
  [{ ...LEAST, workload: { ...LEAST.workload, ws_pages: 4000 } }, 'cases[0] "least": workload.ws_pages ends at page 4256, but the machine has only 4096; make it smaller.'],
  [{ ...LEAST, features: 7 }, 'cases[0] "least": features is 7; write an object in braces.'],
  [null, 'cases[0]: it is null; write an object in braces.'],
])('a case that cannot be understood is told in one sentence: %#', (one, sentence) => {
  expect(problemsOf(one)).toEqual([sentence]);
});

test('the other cases of a file are predicted all the same', () => {
  const { cases, problems } = readCases(JSON.stringify([{ id: 'broken' }, LEAST]));
  expect({ ids: cases.map(({ id }) => id), problems }).toEqual({ ids: ['least'], problems: ['cases[0] "broken": ram_bytes is missing; add it.'] });
});

test('a file that is no list of cases is told in one sentence', () => {
  expect(readCases('{}').problems).toEqual(['There is no list of cases in it: write a list, or {"cases": […]}.']);
  expect(readCases('[').problems).toEqual([expect.stringMatching(/^This is no JSON: .*\.$/u)]);
});

test('what is not known, or cannot be compared, is left out and told', () => {
  const one = { ...LEAST, features: { multifd: { channels: 2 } }, measured: { median: { total_time_ms: 'fast' } } };
  const { cases, notes } = readCases(JSON.stringify([one]));
  expect(cases[0]?.measured).toBeUndefined();
  expect(notes).toEqual([
    'cases[0] "least": features.multifd is not known here; the prediction leaves it out of account.',
    expect.stringMatching(/^cases\[0\] "least": measured\.median\.total_time_ms is "fast"; .* Its prediction is compared with nothing\.$/u),
  ]);
});
