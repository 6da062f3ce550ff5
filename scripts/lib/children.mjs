import { spawn, spawnSync } from 'node:child_process';
import { platform } from 'node:os';
import process from 'node:process';

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

/** Ends a server, first politely, and waits until it is gone. @param {import('node:child_process').ChildProcess} child */
export async function stopServer(child) {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const ended = child.exitCode !== null || child.signalCode !== null;
  endTree(child);
  const force = setTimeout(() => endTree(child, 'SIGKILL'), 3000);
  if (!ended) await gone;
  clearTimeout(force);
  // What the server started may outlive it for a moment.
  endTree(child, 'SIGKILL');
  started.delete(child);
}

process.once('exit', () => {
  for (const child of started) endTree(child, 'SIGKILL');
});
for (const [signal, code] of /** @type {const} */ ([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]])) {
  process.once(signal, () => process.exit(code));
}
