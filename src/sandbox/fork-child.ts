import { type ChildProcess, fork } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Flags that older or newer versions of Node may not know; each closes one way more. */
export function optionalFlags(): readonly string[] {
  return ['--permission', '--no-experimental-sqlite'].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));
}

/**
 * Starts the child in which code of a pack and of a student runs: this same executable as plain Node, without the
 * environment, allowed to read its own folder and nothing else.
 */
export function forkChild(sandboxFolder: string, heapMebibytes: number, flags: readonly string[]): ChildProcess {
  const folder = realpathSync(sandboxFolder);
  const reading = flags.includes('--permission') ? [`--allow-fs-read=${join(folder, '*')}`] : [];
  return fork(join(folder, 'child.mjs'), [], {
    cwd: folder,
    env: environment(),
    execPath: process.execPath,
    execArgv: [
      ...flags,
      ...reading,
      `--max-old-space-size=${heapMebibytes}`,
      '--disallow-code-generation-from-strings',
      '--no-warnings',
    ],
    serialization: 'json',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Windows cannot start a program without its `SystemRoot`. */
function environment(): NodeJS.ProcessEnv {
  const root = process.env['SystemRoot'];
  return { ELECTRON_RUN_AS_NODE: '1', ...(root !== undefined && { SystemRoot: root }) };
}
