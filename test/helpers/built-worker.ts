import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Names the file to processes that tests start as well. */
const VARIABLE = 'VIRTLAB_TEST_WORKER';

/**
 * Bundles the world's worker into one file, as it is shipped, for all tests of a run: to strip the types of hundreds of
 * files anew takes each worker that a test starts a second, and many on a slow machine. Returns what removes it.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-worker-'));
  const outfile = join(folder, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/worker/main.ts', import.meta.url))],
    outfile, bundle: true, platform: 'node', format: 'esm', target: 'node22', sourcemap: 'inline', logLevel: 'warning',
  });
  env[VARIABLE] = outfile;
  return () => rm(folder, { recursive: true, force: true });
}

/** The file that `setup` has made. */
export function builtWorker(): string {
  const file = env[VARIABLE];
  if (file === undefined) throw new Error('The worker has to be built first.');
  return file;
}
