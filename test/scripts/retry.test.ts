import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { retried } from '../../scripts/lib/retry.mjs';
import { run } from '../../scripts/lib/run.mjs';

const said: string[] = [];
vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
afterEach(() => said.splice(0));

test('a hiccup of the network is told of, and passes', async () => {
  let tries = 0;
  const install = (): Promise<string> => (++tries < 3 ? Promise.reject(new Error(`npm failed ${tries}`)) : Promise.resolve('there'));
  expect(await retried('the packages', install, [0, 0])).toBe('there');
  expect(said).toEqual([
    'npm failed 1\nInstalling the packages did not work (try 1 of 3). Trying again in 0 s ...',
    'npm failed 2\nInstalling the packages did not work (try 2 of 3). Trying again in 0 s ...',
  ]);
});

test('what does not pass ends with the reason and what to look at', async () => {
  await expect(retried('Chromium', () => Promise.reject(new Error('no route to host')), [0, 0])).rejects.toThrow(
    'Installing Chromium failed 3 times: no route to host\nLook whether the network and the disk have room for it, and run this again: what is there already is kept.',
  );
});

test('a program that does not end is ended, with all that waits for its output', async () => {
  const script = `process.stdout.write('begun\\n'); setInterval(() => undefined, 1000);`;
  await expect(run(process.execPath, ['-e', script], { quiet: true, minutes: 0.01 })).rejects.toThrow(/did not end within 0\.01 minutes$/u);
});
