import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Tries one way out; answers true if it led out. */
interface Probe {
  readonly opening: string;
  readonly tryIt: () => unknown;
}

/** Taken before `process` is taken away. */
const executable = process.execPath;
const root = parse(process.cwd()).root;

const PROBE_URL = 'virtlab-run:///student/probe';

/** The walls that the operating system's Node keeps, tried with the means that the child itself still has. */
const OUTER: readonly Probe[] = [
  { opening: 'files outside can be listed', tryIt: () => readdirSync(root) },
  { opening: 'files outside can be written', tryIt: () => rmSync(mkdtempSync(join(tmpdir(), 'virtlab-probe-')), { recursive: true }) },
  { opening: 'programs can be started', tryIt: () => spawn(executable, ['--version']).pid },
  { opening: 'threads can be started', tryIt: () => new Worker('', { eval: true }) },
];

/** The walls of the prelude, tried from a module such as a student's. */
const INNER: readonly (readonly [opening: string, code: string])[] = [
  ['Node modules can be imported', "await import('node:fs')"],
  ['the network modules can be imported', "await import('node:net')"],
  ['databases can be imported', "await import('node:sqlite')"],
  ['data addresses can be imported', "await import('data:text/javascript,export{}')"],
  ['files outside can be imported', "await import('file:///')"],
  ['the checks\' own module can be imported', "await import('vitest')"],
  ['the process can be reached', 'process.exit.name'],
  ['the process can be reached through its module', "process.getBuiltinModule('fs')"],
  ['the network can be reached', 'fetch.name'],
  ['sockets can be opened', 'WebSocket.name'],
  ['text can be run as code', "new Function('return 1')()"],
  ['built-in objects can be changed', 'Array.prototype.every = () => true'],
];

export const PROBE_MODULES: readonly (readonly [url: string, text: string])[] = INNER.map(([, code], index) => [
  `${PROBE_URL}-${index}.js`,
  `${code};`,
]);

/** Tries every wall; the answer names those that let something through. */
export async function probeWalls(): Promise<readonly string[]> {
  const outer = await Promise.all(OUTER.map(async ({ opening, tryIt }) => ((await succeeds(tryIt)) ? [opening] : [])));
  const inner = await Promise.all(
    INNER.map(async ([opening], index) => ((await succeeds(() => import(`${PROBE_URL}-${index}.js`))) ? [opening] : [])),
  );
  return [...outer.flat(), ...inner.flat()];
}

async function succeeds(tryIt: () => unknown): Promise<boolean> {
  try {
    await tryIt();
    return true;
  } catch {
    return false;
  }
}
