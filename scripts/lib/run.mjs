import { spawn } from 'node:child_process';
import { platform } from 'node:os';
import process from 'node:process';
import { root, toolEnvironment } from './paths.mjs';

/** A failure that needs no stack: its message tells all. */
export class Failure extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the checkout when absent
 * @property {NodeJS.ProcessEnv} [environment]
 * @property {boolean} [quiet] keep the output for a failure instead of showing it
 * @property {number} [minutes] how long it may take; for ever when absent
 */

/**
 * Runs a program to its end and returns its output.
 * @param {string} command @param {string[]} parameters @param {RunOptions} [options]
 * @returns {Promise<string>}
 */
export function run(command, parameters, { cwd = root, environment = toolEnvironment(), quiet = false, minutes } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a script on Windows, and scripts need a shell there.
      shell: platform() === 'win32' && !command.endsWith('.exe'),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (!quiet) process.stdout.write(text);
      });
    }
    let isLate = false;
    const limit = minutes === undefined ? undefined : setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
      // What it has started may live on, and hold these open.
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
    }, minutes * 60_000);
    child.once('exit', () => clearTimeout(limit));
    child.once('error', (error) => reject(new Failure(`${command} could not be started: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) return resolve(output);
      if (quiet) process.stdout.write(output);
      const how = isLate ? `did not end within ${minutes} minutes` : `failed (exit code ${code})`;
      reject(new Failure(`${command} ${parameters.join(' ')} ${how}`));
    });
  });
}

/** Seconds with one digit, for people. @param {number} since from performance.now() */
export const secondsSince = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
