import { existsSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { startServer } from '../lib/children.mjs';
import { onPath } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { firstThings } from './place.mjs';

/** @typedef {{ command: string, program: string }} Desktop the command-line script and the program behind it */

/** The desktop VS Code behind `code`, if there is one and a display to show it on. @returns {Desktop | undefined} */
export function desktopEditor() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (platform() === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return undefined;
  const command = onPath('code');
  if (!command) return undefined;
  const bin = dirname(realpathSync(command));
  const places = {
    linux: [join(bin, '..', 'code')],
    darwin: [resolve(bin, '..', '..', '..', 'MacOS', 'Electron'), resolve(bin, '..', '..', '..', 'MacOS', 'Code')],
    win32: [join(bin, '..', 'Code.exe')],
  };
  const program = places[/** @type {keyof typeof places} */ (platform())]?.find((path) => existsSync(path));
  // Started directly, the program stays attached, so that Ctrl-C ends it.
  return program ? { command, program } : undefined;
}

/**
 * Opens desktop VS Code on a profile of its own, beside the user's, until it is closed or Ctrl-C.
 * @param {Desktop} desktop @param {import('./place.mjs').Place} place @param {string} vsix
 */
export async function openDesktop({ command, program }, { workspace, userData, extensions }, vsix) {
  await mkdir(extensions, { recursive: true });
  const own = ['--user-data-dir', userData, '--extensions-dir', extensions];
  await run(command, [...own, '--install-extension', vsix, '--force'], { quiet: true, environment: process.env });
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = startServer(program, [...own, ...asRoot, '--new-window', workspace], { stdio: 'ignore' });
  console.log(`\nVirtLab opens in VS Code (${program}), with settings of its own.\n\n${firstThings}\n
Your files are kept in ${workspace}\nCtrl-C, or closing the window, ends it.`);
  await new Promise((done) => child.once('exit', done));
}
