import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { nodeBinary, root, toolEnvironment } from '../lib/paths.mjs';
import { Failure, run } from '../lib/run.mjs';

/** @typedef {{ status: string, fullName: string, failureMessages: string[] }} TestReport */
/** @typedef {{ name: string, status: string, message?: string, assertionResults: TestReport[] }} FileReport */

/**
 * Runs everything that needs no editor, or the files given, and reads the counts from Vitest's own report.
 * @param {readonly string[]} [files] @param {Record<string, string>} [environment]
 * @returns {Promise<import('./steps.mjs').Counts>}
 */
export async function runVitest(files = [], environment = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-vitest-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  /** @type {unknown} */
  let problem;
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    await run(nodeBinary(), [vitest, 'run', ...reporters, ...files], { environment: { ...toolEnvironment(), ...environment } }).catch((error) => (problem = error));
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(await readFile(report, 'utf8'));
    // A file that does not load has no failed test, and is a failure all the same.
    const failed = Math.max(numFailedTests, problem ? 1 : 0);
    return { passed: numPassedTests, failed, where: 'on Node', failures: testResults.flatMap(failuresOf) };
  } catch (error) {
    throw problem ?? new Failure(`Vitest left no report: ${error}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {FileReport} file @returns {import('./steps.mjs').FailedTest[]} */
function failuresOf({ name, status, message, assertionResults }) {
  const place = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [{ name: place, reason: message ?? '' }];
  return failed.map(({ fullName, failureMessages }) => ({ name: `${place} > ${fullName}`, reason: failureMessages[0] ?? '' }));
}
