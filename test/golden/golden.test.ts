import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { goldenNames, play, tracePath } from './play.ts';

const HELP = 'The trace differs. If the change is meant, run "npm run golden" and look at the difference.';

test.each(await goldenNames())('%s goes as it always has', async (name) => {
  const lines = (await play(name)).split('\n');
  const kept = (await readFile(tracePath(name), 'utf8')).split('\n');
  expect(lines, HELP).toEqual(kept);
});
