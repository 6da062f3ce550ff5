import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCases } from './parse-cases.ts';
import { playCase } from './play-case.ts';

/** The same table is played on the real kernel by test/oracle/real-kernel.py. */
const folder = new URL('cases/', import.meta.url);

describe.each(readdirSync(folder).sort())('%s', (file) => {
  const cases = parseCases(readFileSync(new URL(file, folder), 'utf8'));

  test.each(cases.map((one) => [`${one.title} [${one.source}]`, one] as const))('%s', (_, one) => {
    expect(playCase(one)).toEqual([]);
  });
});

test('the table has at least 150 cases, and none without steps', () => {
  const all = readdirSync(folder).flatMap((file) => parseCases(readFileSync(new URL(file, folder), 'utf8')));
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(all.filter((one) => one.steps.length === 0)).toEqual([]);
});
