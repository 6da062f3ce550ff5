import { execFile } from 'node:child_process';
import { access, constants, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { env, platform, version } from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { goldenNames } from '../golden/play.ts';
import { buildCli, newFolder, runCli } from './virtlab.ts';

/** The Node that the machine brings, which may be older than the one that runs the tests; null if it has no other. */
async function machineNode(): Promise<string | null> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((each) => each !== '' && !each.includes('node_modules'));
  for (const folder of folders) {
    const path = join(folder, platform === 'win32' ? 'node.exe' : 'node');
    const runs = await access(path, constants.X_OK).then(() => true, () => false);
    if (!runs) continue;
    const { stdout } = await promisify(execFile)(path, ['--version']);
    const major = Number(/^v(\d+)/u.exec(stdout)?.[1]);
    if (major >= 20 && stdout.trim() !== version) return path;
  }
  return null;
}

const node = await machineNode();
const scenarios = (await goldenNames()).map((name) => resolve('test', 'golden', `${name}.virtlab.json`));

test.skipIf(node === null)('the command line runs on the Node that the machine brings', async () => {
  const folder = await newFolder();
  try {
    const cli = await buildCli(folder);
    const run = await runCli(cli, ['simulate', '-'], { ...(node !== null && { node }), stdin: '{ "hosts": [], "seeds": 1 }' });
    expect(run).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: '<stdin>:1:25: seeds is not known here; did you mean "seed"?\n',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.skipIf(node === null).each(scenarios)('the same scenario gives the same bytes on both: %s', async (scenario) => {
  const folder = await newFolder();
  try {
    const cli = await buildCli(folder);
    const words = ['simulate', scenario, '--trace', '-'];
    const [here, there] = await Promise.all([runCli(cli, words), runCli(cli, words, { ...(node !== null && { node }) })]);
    expect(here.stdout).toContain('"kind":"vm.started"');
    expect(there).toEqual(here);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
