/** From the click on "Check" to the verdict, against `vitest run` of the same files: `npm run bench:checks`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { createRunChecks } from '../../src/sandbox/run-checks.ts';
import { TWENTY_CHECKS } from './twenty-checks.ts';

const ROOT = join(import.meta.dirname, '../..');
const SANDBOX = join(ROOT, 'dist', 'sandbox');
const REPEATS = 7;

if (!existsSync(SANDBOX)) {
  console.error('The sandbox is not built yet: run "npm run build" first.');
  process.exit(1);
}
const { file, spec, checks } = TWENTY_CHECKS;
const runChecks = createRunChecks(SANDBOX);
const folder = await layOut();
const ours: number[] = [];
const reference: number[] = [];
try {
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    reference.push(await timed(runVitest));
    ours.push(await timed(check));
  }
} finally {
  await rm(folder, { recursive: true });
}
const [click, stock] = [median(ours), median(reference)];
console.log(`20 checks, click to verdict   ${click.toFixed(0)} ms  vitest run ${stock.toFixed(0)} ms  ${(stock / click).toFixed(1)} times as fast`);

async function check(): Promise<void> {
  const verdict = await runChecks({ files: [file], specs: [spec], checks, provided: {} });
  const passed = verdict.checks.filter(({ state }) => state === 'passed').length;
  if (passed !== 10) throw new Error(`10 of the checks should pass, ${passed} did: ${verdict.checks[0]?.message ?? ''}`);
}

/** The same files in one folder, as a student would have them outside the editor. */
async function layOut(): Promise<string> {
  const run = await mkdtemp(join(tmpdir(), 'virtlab-checks-'));
  await symlink(join(ROOT, 'node_modules'), join(run, 'node_modules'), 'junction');
  for (const { path, text } of [file, spec]) await writeFile(join(run, basename(path)), text);
  const config = { test: { include: ['*.spec.ts'] }, resolve: { alias: { virtlab: join(SANDBOX, 'virtlab.mjs') } } };
  await writeFile(join(run, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};`);
  return run;
}

async function runVitest(): Promise<void> {
  const program = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [program, 'run', '--root', folder], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  await new Promise((resolve) => child.once('close', resolve));
  if (!/10 failed.*10 passed/.test(output)) throw new Error(`10 of the tests should pass:\n${output}`);
}

async function timed(perform: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await perform();
  return performance.now() - begin;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
