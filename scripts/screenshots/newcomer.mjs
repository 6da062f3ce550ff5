import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { openBrowser } from '../editor/browser.mjs';
import { installExtension, startCodeServer } from '../editor/code-server.mjs';
import { writeSettings } from '../editor/settings.mjs';
import { Workbench } from '../editor/workbench.mjs';
import { root } from '../lib/paths.mjs';
import { preparePlace } from '../start/place.mjs';
import { Album } from './album.mjs';

/** @typedef {{ workbench: Workbench, page: import('playwright-core').Page, album: Album, workspace: string }} Newcomer */

/**
 * @typedef {object} NewcomerOptions
 * @property {string} vsix the packaged extension
 * @property {string} cache where the editor's place is made
 * @property {boolean} [plain] the settings of somebody who installed the extension, not those of npm start
 */

/**
 * Opens the packaged extension for somebody who has never seen it, on the place that `npm start` makes and with
 * Workspace Trust on, lets them do the walk, and ends all of it.
 * @param {NewcomerOptions} options @param {(newcomer: Newcomer) => Promise<void>} walk
 */
export async function asNewcomer({ vsix, cache, plain = false }, walk) {
  if (plain) await writeSettings(join(cache, 'start', 'user-data'), 'dark');
  const { profile, workspace } = await preparePlace(cache);
  await installExtension(profile, vsix);
  const server = await startCodeServer({ profile, workspace, trust: true });
  const browser = await openBrowser().catch(async (error) => {
    await server.stop();
    throw error;
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.address}/?folder=${encodeURIComponent(workspace)}`);
    const workbench = new Workbench(page);
    await withPictureOfFailure(workbench, async () => {
      await workbench.ready();
      await walk({ workbench, page, album: new Album(workbench), workspace });
    });
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** @param {Workbench} workbench @param {() => Promise<void>} work */
async function withPictureOfFailure(workbench, work) {
  try {
    await work();
  } catch (error) {
    await workbench.screenshot(join(root, 'out', 'screenshots-failed.png'));
    console.error(`The window when it failed: ${join('out', 'screenshots-failed.png')}`);
    throw error;
  }
}

/** Lends a folder that is thrown away afterwards. @template T @param {(folder: string) => Promise<T>} use @returns {Promise<T>} */
export async function withFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-newcomer-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // Ctrl-C ends the process without going through here.
  process.once('exit', remove);
  try {
    return await use(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
