// npm run screenshots: walks a newcomer's path through the packaged extension and writes docs/screenshots/*.png.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { openSession } from './editor/session.mjs';
import { installPackages } from './lib/install.mjs';
import { packVsix } from './lib/pack-vsix.mjs';
import { root } from './lib/paths.mjs';

const lab = 'labs/virtlab-basics/move-a-running-machine';
const folder = join(root, 'docs', 'screenshots');
const size = { width: 1400, height: 880 };
/** A newcomer's window, so that no file icon or breadcrumb takes the place of what is shown. */
const settings = { 'editor.minimap.enabled': false, 'breadcrumbs.enabled': false };

/** @typedef {import('./editor/session.mjs').Session} Session */

/** @param {Session} session @param {string} name @param {import('./editor/settings.mjs').Theme[]} themes */
async function pictures({ workbench }, name, themes) {
  for (const theme of themes) {
    await workbench.theme(theme);
    await workbench.screenshot(join(folder, `${name}-${theme}.png`));
    console.log(`docs/screenshots/${name}-${theme}.png`);
  }
}

/** Opens the lab's first step from the sidebar. @param {Session} session */
async function openLab(session) {
  const { workbench } = session;
  await workbench.activity('VirtLab');
  await workbench.expand(workbench.row('Live migration', 'Labs'));
  await workbench.expand(workbench.row('Move a running machine', 'Labs'));
  await workbench.row('Why move a running machine', 'Labs').click();
  await workbench.webview('What has to arrive');
  await workbench.row('web', 'Data Center').waitFor();
  await pictures(session, 'lab', ['light', 'dark']);
}

/** Moves the VM by dragging it onto the other host. @param {Session} session */
async function migrate(session) {
  const { workbench } = session;
  await workbench.row('Move it by hand', 'Labs').click();
  await workbench.drag(workbench.row(/^web/, 'Data Center'), workbench.row(/^beta/, 'Data Center'));
  await workbench.webview(/round 1/i);
  await pictures(session, 'moving', ['dark']);
  await workbench.row('Move it by hand', 'Labs').and(session.page.locator('[aria-label*="done" i]')).waitFor({ timeout: 120_000 });
  await pictures(session, 'migration', ['light', 'contrast', 'dark']);
}

/** Writes stop-and-copy, first wrong, then right. @param {Session} session */
async function solve(session) {
  const { workbench, page } = session;
  const row = workbench.row('Write stop-and-copy', 'Labs');
  await row.click();
  await page.locator('.editor-instance .monaco-editor').first().waitFor();
  await workbench.command('VirtLab: Check Step');
  await row.and(page.locator('[aria-label*="not passed" i]')).waitFor({ timeout: 60_000 });
  await pictures(session, 'failed', ['dark']);
  const solution = await readFile(join(root, lab, 'stop-and-copy/solution/stop-and-copy.ts'), 'utf8');
  await page.locator('.editor-instance .monaco-editor .view-lines').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(solution);
  await page.keyboard.press('ControlOrMeta+S');
  await workbench.command('VirtLab: Check Step');
  await row.and(page.locator('[aria-label*="done" i]')).waitFor({ timeout: 60_000 });
  await pictures(session, 'solved', ['dark']);
}

await installPackages();
const session = await openSession({ vsix: await packVsix(), size, settings });
try {
  await openLab(session);
  await migrate(session);
  await solve(session);
} catch (error) {
  await session.workbench.screenshot(join(root, 'out', 'screenshots-failed.png'));
  console.error(error, '\nThe window when it failed: out/screenshots-failed.png');
  process.exitCode = 1;
} finally {
  await session.close();
}
