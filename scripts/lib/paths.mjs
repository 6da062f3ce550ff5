import { existsSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where big parts and the practice workspace live, outside the checkout. */
export function cacheFolder() {
  const { VIRTLAB_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (VIRTLAB_CACHE) return resolve(VIRTLAB_CACHE);
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'virtlab');
  if (platform() === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'virtlab');
  return join(homedir(), '.cache', 'virtlab');
}

/** The Node that everything runs on: the development dependency's, else the one at hand. */
export function nodeBinary() {
  const name = platform() === 'win32' ? 'node.exe' : 'node';
  const own = join(root, 'node_modules', 'node', 'bin', name);
  return existsSync(own) ? own : process.execPath;
}

/** The environment in which the installed tools, and that Node, come first. */
export function toolEnvironment(extra = {}) {
  const bin = join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: [bin, dirname(nodeBinary()), process.env.PATH].join(delimiter), ...extra };
}

/** The path of a program on PATH, or undefined. @param {string} name */
export function onPath(name) {
  const endings = platform() === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = endings.map((ending) => join(folder, name + ending)).find((path) => existsSync(path));
    if (folder && found) return found;
  }
  return undefined;
}
