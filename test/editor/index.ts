import Mocha from 'mocha';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { format } from 'node:util';

/** A Mocha test's full name and, if it failed, why. */
interface Failed {
  readonly name: string;
  readonly reason: string;
}

/** Marks the suite's lines, so that they can be told from what the editor says. */
function printMarked(...parts: unknown[]): void {
  for (const line of format(...parts).split('\n')) console.log(`│ ${line}`);
}

/** Every compiled suite beside this file, or the part that the environment names. */
function suites(): string[] {
  const restricted = process.env['VIRTLAB_EDITOR_PART'] === 'restricted';
  return readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.cjs') && name.startsWith('restricted') === restricted)
    .sort()
    .map((name) => join(__dirname, name));
}

/** Runs the suite inside the editor; the editor calls this and takes a rejection for a failure. */
export async function run(): Promise<void> {
  const only = process.env['VIRTLAB_EDITOR_GREP'];
  Object.assign(Mocha.reporters.Base, { consoleLog: printMarked });
  const mocha = new Mocha({ ui: 'tdd', timeout: 300_000, color: false, ...(only && { grep: only }) });
  for (const file of suites()) mocha.addFile(file);
  const failures: Failed[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on('fail', (test, error: Error) => {
      failures.push({ name: test.fullTitle(), reason: error.stack ?? error.message });
    });
    runner.once('end', () => {
      report(runner.stats, failures);
    });
  });
  if (failures.length > 0) throw new Error(`${failures.length} of the editor's tests failed`);
}

/** The numbers for whoever started the editor; its console is for people. */
function report(stats: Mocha.Stats | undefined, failures: readonly Failed[]): void {
  const path = process.env['VIRTLAB_EDITOR_RESULTS'];
  if (!path) return;
  const { passes = 0, pending = 0 } = stats ?? {};
  writeFileSync(path, JSON.stringify({ passed: passes, failed: failures.length, skipped: pending, failures }));
}
