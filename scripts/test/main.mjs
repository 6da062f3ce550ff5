import process from 'node:process';
import { parseArgs } from 'node:util';
import { Failure, secondsSince } from '../lib/run.mjs';
import { steps } from './steps.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const names = Object.keys(steps);
const wanted = values.only?.split(',') ?? names;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; the steps are ${names.join(', ')}.`);
  process.exit(2);
}

/** @type {string[]} */
const summary = [];
let passed = 0;
let failed = 0;
/** @type {import('./steps.mjs').FailedTest[]} */
const failures = [];
const begin = performance.now();
for (const [name, { title, perform }] of Object.entries(steps)) {
  if (wanted.includes(name)) await step(name, title, perform);
}
console.log(`\nOn Node ${process.versions.node}, ${process.platform} ${process.arch}, in ${secondsSince(begin)}:`);
for (const line of summary) console.log(line);
// Who sees only the end of the output sees what failed, and how to replay it.
for (const { name, reason } of failures) console.log(`\nFAILED ${name}\n${beginning(reason)}`);
// Whoever runs this by machine reads the last line.
console.log(`\n${passed} passed, ${failed} failed`);

/**
 * Runs one step to its end; the next is run whatever comes of it.
 * @param {string} name @param {string} title @param {import('./steps.mjs').Step['perform']} perform
 */
async function step(name, title, perform) {
  const since = performance.now();
  console.log(`\n── ${title}`);
  try {
    const result = await perform();
    passed += result?.passed ?? 0;
    failed += result?.failed ?? 0;
    failures.push(...(result?.failures ?? []));
    const good = !result?.failed;
    if (!good) process.exitCode = 1;
    note(good, name, since, result ? `${result.passed} passed, ${result.failed} failed, ${result.where}` : title);
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
    // A check without tests of its own that fails must not end on "0 failed".
    failed++;
    note(false, name, since, title);
  }
}

/** @param {boolean} good @param {string} name @param {number} since @param {string} text */
function note(good, name, since, text) {
  summary.push(`  ${good ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${secondsSince(since).padStart(8)}  ${text}`);
}

/** Enough of it to know what was expected; the whole stands above. @param {string} reason */
function beginning(reason) {
  const lines = reason.split('\n').filter((line) => !/^\s+at /.test(line));
  return lines.slice(0, 12).map((line) => `  ${line.slice(0, 500)}`).join('\n');
}
