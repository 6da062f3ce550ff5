import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('the lockfile names packages and hashes, not where they were fetched', async () => {
  const lockfile = await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, { integrity?: string; link?: boolean; resolved?: string }> };
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(entries.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
});
