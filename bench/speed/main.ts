/** The simulator against the same work in C, in one session: `npm run bench:speed -- --json OUT`. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GIBIBYTE, pagesOf, TEBIBYTE } from '../../src/simulator/memory/page.ts';
import { compileReference, type Load } from './reference.ts';
import { simulate } from './simulate.ts';
import type { SnapshotMemory } from './snapshot-memory.ts';
import { copyTime, filledTable, snapshotTime } from './snapshots.ts';

interface Result {
  readonly name: string;
  readonly ours_ms: number;
  readonly reference_ms: number;
  /** Ours over the reference; below 1 is faster. */
  readonly ratio: number;
}

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const minute = { workingSetPages: 2 ** 20, writesPerSecond: 1e6, seconds: 60 };
const results = [
  preCopy('64 GiB', { ...minute, pages: pagesOf(64 * GIBIBYTE), pagesPerSecond: 600_000 }, 15),
  preCopy('1 TiB', { ...minute, pages: pagesOf(TEBIBYTE), pagesPerSecond: 6_000_000 }, 5),
  snapshot('1 GiB', GIBIBYTE),
  snapshot('1 TiB', TEBIBYTE),
];
for (const { name, ours_ms, reference_ms, ratio } of results) {
  console.log(`${name.padEnd(58)} ${ours_ms.toPrecision(4)} ms  reference ${reference_ms.toPrecision(4)} ms  ratio ${ratio.toPrecision(3)}`);
}
const memory = memoryOf('snapshots') as SnapshotMemory[];
for (const { name, bytes, pagesChanged } of memory) {
  console.log(`${name.padEnd(66)} ${(bytes / 2 ** 20).toFixed(1)} MiB, ${Math.round(bytes / pagesChanged)} bytes a page changed`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ results, memory }, null, 1)}\n`);

/** A simulated minute; ours and the reference take turns, and the best of each counts, for the machine is shared. */
function preCopy(size: string, load: Load, repeats: number): Result {
  const reference = compileReference();
  const ours: number[] = [];
  const theirs: number[] = [];
  const { sent, memoryBytes } = memoryOf('pre-copy', JSON.stringify(load)) as { sent: number; memoryBytes: number };
  console.log(`${size}: ${sent} pages sent, ${(memoryBytes / load.pages).toFixed(2)} bytes of memory a page`);
  for (let repeat = 0; repeat < repeats; repeat++) {
    theirs.push(reference(load).milliseconds);
    ours.push(simulate(load, 'time').milliseconds);
  }
  return result(`a minute of page-exact pre-copy of a ${size} VM, 1 M pages/s`, Math.min(...ours), Math.min(...theirs));
}

/** Runs `memory.ts` and takes what it prints. */
function memoryOf(...kind: string[]): unknown {
  const script = fileURLToPath(new URL('memory.ts', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', script, ...kind], { encoding: 'utf8' }));
}

function snapshot(size: string, bytes: number): Result {
  return result(`snapshot of a ${size} VM, against copying its page table`, snapshotTime(filledTable(bytes)), copyTime(bytes));
}

function result(name: string, ours_ms: number, reference_ms: number): Result {
  return { name, ours_ms, reference_ms, ratio: ours_ms / reference_ms };
}
