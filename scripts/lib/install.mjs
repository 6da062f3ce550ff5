import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './paths.mjs';
import { retried } from './retry.mjs';
import { Failure, run } from './run.mjs';

const stamp = join(root, 'node_modules', '.virtlab-lockfile');

/** How npm bears a bad network: each request four times more, none for ever. */
export const patientNpm = ['--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=4', '--fetch-timeout=120000'];
/** The longest that one installation may take, in minutes: 600 MB over a slow line. */
export const longestInstallation = 30;

/** Installs the packages that the lockfile names, unless they are there already. */
export async function installPackages() {
  const wanted = createHash('sha256').update(await readFile(join(root, 'package-lock.json'))).digest('hex');
  const installed = () => readFile(stamp, 'utf8').catch(() => '');
  if ((await installed()) === wanted) return;
  const waiting = () => console.log('Waiting for another run that installs the packages ...');
  await withLock(join(root, '.install.lock'), async () => {
    if ((await installed()) === wanted) return;
    // From here until the end there is something between two lockfiles.
    await rm(stamp, { force: true });
    console.log('Installing the packages that package-lock.json names ...');
    // `npm ci` refuses a lockfile that lacks other platforms' optional parts, which not every registry has.
    await retried('the packages', () => run('npm', ['install', '--no-save', ...patientNpm], { quiet: true, minutes: longestInstallation }));
    if (!existsSync(join(root, 'node_modules', 'node', 'bin'))) {
      throw new Failure('The package "node" is missing; install without --ignore-scripts: npm install --ignore-scripts=false');
    }
    await writeFile(stamp, wanted);
  }, waiting);
}
