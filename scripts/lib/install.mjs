import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './paths.mjs';
import { Failure, run } from './run.mjs';

const stamp = join(root, 'node_modules', '.virtlab-lockfile');

/** Installs the packages that the lockfile names, unless they are there already. */
export async function installPackages() {
  const wanted = createHash('sha256').update(await readFile(join(root, 'package-lock.json'))).digest('hex');
  const installed = () => readFile(stamp, 'utf8').catch(() => '');
  if ((await installed()) === wanted) return;
  await withLock(join(root, '.install.lock'), async () => {
    if ((await installed()) === wanted) return;
    console.log('Installing the packages that package-lock.json names ...');
    // `npm ci` refuses a lockfile that lacks other platforms' optional parts, which not every registry has.
    await run('npm', ['install', '--no-save', '--loglevel=error'], { quiet: true });
    if (!existsSync(join(root, 'node_modules', 'node', 'bin'))) {
      throw new Failure('The package "node" is missing; install without --ignore-scripts: npm install --ignore-scripts=false');
    }
    await writeFile(stamp, wanted);
  });
}
