import { spawn, spawnSync } from 'node:child_process';
import { platform } from 'node:os';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

/** @type {Set<import('node:child_process').ChildProcess>} */
const started = new Set();

/** Ends a process and everything it started. @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} [signal] */
function endTree(child, signal = 'SIGTERM') {
  if (!child.pid) return;
  if (platform() === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended.
  }
}

/**
 * Starts a server in a process group of its own, which ends with this process.
 * @param {string} command @param {string[]} parameters @param {import('node:child_process').SpawnOptions} [options]
 */
export function startServer(command, parameters, options = {}) {
  const child = spawn(command, parameters, { ...options, detached: platform() !== 'win32' });
  started.add(child);
  return child;
}

/** Whether the child or anything else of its group is there. @param {import('node:child_process').ChildProcess} child */
function lives(child) {
  if (platform() === 'win32' || !child.pid) return child.exitCode === null && child.signalCode === null;
  try {
    process.kill(-child.pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends a server and all it started: asks first, so that an editor can save, and forces what is there after 4 s. @param {import('node:child_process').ChildProcess} child */
export async function stopServer(child) {
  endTree(child);
  for (let tries = 0; lives(child) && tries < 40; tries += 1) await wait(100);
  endTree(child, 'SIGKILL');
  started.delete(child);
}

process.once('exit', () => {
  for (const child of started) endTree(child, 'SIGKILL');
});

let stopping = false;

/** Whether this process was asked to end. */
export const isStopping = () => stopping;

for (const [signal, code] of /** @type {const} */ ([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]])) {
  process.on(signal, () => {
    // Who asks twice does not want to wait.
    if (stopping) process.exit(code);
    stopping = true;
    void Promise.all([...started].map(stopServer)).then(() => process.exit(code));
  });
}
