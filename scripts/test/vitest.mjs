import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeBinary, root } from '../lib/paths.mjs';
import { Failure, run } from '../lib/run.mjs';

/** Runs everything that needs no editor and reads the counts from Vitest's own report. @returns {Promise<import('./steps.mjs').Counts>} */
export async function runVitest() {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-vitest-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  /** @type {unknown} */
  let problem;
  try {
    await run(nodeBinary(), [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
      .catch((error) => (problem = error));
    const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, 'utf8'));
    // A file that does not load has no failed test, and is a failure all the same.
    const failed = Math.max(numFailedTests, problem ? 1 : 0);
    return { passed: numPassedTests, failed, where: 'on Node' };
  } catch (error) {
    throw problem ?? new Failure(`Vitest left no report: ${error}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
