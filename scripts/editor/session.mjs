import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from './browser.mjs';
import { installExtension, startCodeServer } from './code-server.mjs';
import { writeSettings } from './settings.mjs';
import { Workbench } from './workbench.mjs';

/**
 * @typedef {object} SessionOptions
 * @property {string} [vsix] a packaged extension to install
 * @property {string[]} [alongside] more packaged extensions
 * @property {string} [development] a checkout to load the extension from, built but not packaged
 * @property {string} [workspace] the folder to open; an empty one when absent
 * @property {import('./settings.mjs').Theme} [theme]
 * @property {Record<string, unknown>} [settings] more user settings
 * @property {boolean} [trust] leave Workspace Trust on
 * @property {{ width: number, height: number }} [size]
 * @property {NodeJS.ProcessEnv} [environment] added to what the extension host sees
 */

/**
 * Opens a real editor in a browser without a window, with a profile of its own that is thrown away.
 * @param {SessionOptions} options
 */
export async function openSession(options) {
  const profile = await mkdtemp(join(tmpdir(), 'virtlab-editor-'));
  const workspace = options.workspace ?? join(profile, 'practice');
  await mkdir(workspace, { recursive: true });
  for (const extension of [options.vsix, ...(options.alongside ?? [])]) {
    if (extension) await installExtension(profile, extension);
  }
  await writeSettings(join(profile, 'user-data'), options.theme ?? 'dark', options.settings);
  const server = await startCodeServer({
    profile, workspace, driver: true, trust: options.trust ?? false, environment: options.environment ?? {},
  });
  const browser = await openBrowser();
  const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultNavigationTimeout(300_000);
  await page.goto(pageAddress(server.port, workspace, options.development));
  const workbench = new Workbench(page);
  await workbench.ready();
  return {
    workbench, page, server, workspace, profile,
    /** Ends browser and server and removes the profile. */
    async close() {
      await browser.close();
      await server.stop();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openSession>>} Session */

/** @param {number} port @param {string} workspace @param {string} [development] @param {string} [tests] */
export function pageAddress(port, workspace, development, tests) {
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ['skipWelcome', 'true'],
    ...(development ? [['extensionDevelopmentPath', remote(development)]] : []),
    ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
  ];
  return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
