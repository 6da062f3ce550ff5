import assert from 'node:assert/strict';
import { codeOf, goOn, readFigures, stage, stepBecomes, trustTheFolder, watchRounds, writeCode } from './stages.mjs';

/** @typedef {import('./newcomer.mjs').Newcomer} Newcomer */

/** All of the first lab, from the first sight of the editor to the last green step. @param {Newcomer} newcomer */
export async function walkTheLab(newcomer) {
  await stage('trusts the folder, and sees the sidebar with the first lab', () => firstSight(newcomer));
  await stage('moves the VM by drag and drop', () => drag(newcomer));
  await stage('predicts', () => predict(newcomer));
  await stage('writes stop-and-copy, wrong first', () => writeStopAndCopy(newcomer));
  await stage('writes pre-copy, wrong first', () => writePreCopy(newcomer));
}

/** @param {Newcomer} newcomer */
async function firstSight(newcomer) {
  const { workbench, album } = newcomer;
  await trustTheFolder(newcomer);
  await workbench.row(/^web/, 'Data Center').waitFor({ timeout: 60_000 });
  await workbench.row(/^beta/, 'Data Center').waitFor();
  await workbench.row('Move a running machine', 'Labs').waitFor();
  const guide = await workbench.webview('What has to arrive');
  assert.equal(await guide.locator('.position').textContent(), 'Step 1 of 5');
  await album.take('lab', 'light', 'contrast', 'dark');
  await goOn(newcomer, 'What has to arrive', 'Move it by hand');
  await workbench.row('Why move a running machine', 'Labs').and(newcomer.page.getByLabel(/, done/i)).waitFor();
}

/** @param {Newcomer} newcomer */
async function drag(newcomer) {
  const { workbench, album } = newcomer;
  await workbench.drag(workbench.row(/^web/, 'Data Center'), workbench.row(/^beta/, 'Data Center'));
  const timeline = await watchRounds(newcomer);
  await album.take('migrating', 'dark');
  await readFigures(timeline);
  await stepBecomes(newcomer, 'Move it by hand', 'done');
  await album.take('migration', 'light', 'dark');
  await timeline.getByRole('button', { name: 'Downtime' }).click();
  await album.take('timeline', 'contrast', 'dark');
}

/** @param {Newcomer} newcomer */
async function predict(newcomer) {
  const { album, page } = newcomer;
  const guide = await goOn(newcomer, 'Move it by hand', 'How many rounds?');
  await newcomer.workbench.command('View: Toggle Panel Visibility');
  await guide.getByLabel('My answer').fill('4');
  await page.keyboard.press('Enter');
  await guide.getByText('Your prediction was right.').waitFor({ timeout: 60_000 });
  await stepBecomes(newcomer, 'How many rounds?', 'done');
  await guide.getByRole('heading', { name: 'What really happens' }).scrollIntoViewIfNeeded();
  await album.take('predicted', 'dark');
  await goOn(newcomer, 'How many rounds?', 'Write stop-and-copy');
}

/** @param {Newcomer} newcomer */
async function writeStopAndCopy(newcomer) {
  const { workbench, album } = newcomer;
  const guide = await workbench.webview('Write stop-and-copy');
  await writeCode(newcomer, 'stop-and-copy', await codeOf('stop-and-copy', 'wrong/forgets-the-last-page.ts'));
  await guide.getByRole('button', { name: 'Check', exact: true }).click();
  await guide.locator('.summary', { hasText: '3 of 5 checks passed.' }).waitFor({ timeout: 60_000 });
  const failed = guide.locator('.check.failed', { hasText: 'Each page is sent once' });
  assert.deepEqual(await failed.locator('dd').allTextContents(), ['4096', '4095'], 'expected and actual');
  await stepBecomes(newcomer, 'Write stop-and-copy', 'failed');
  await album.take('failing-check', 'dark');
  await seeInTestExplorer(newcomer);
  await album.take('failing-test', 'dark');
  await workbench.activity('VirtLab');
  await writeCode(newcomer, 'stop-and-copy', await codeOf('stop-and-copy', 'solution/stop-and-copy.ts'));
  const again = await workbench.webview('Write stop-and-copy');
  await again.getByRole('button', { name: 'Check', exact: true }).click();
  await again.locator('.summary', { hasText: 'All 5 checks passed. This step is done.' }).waitFor({ timeout: 60_000 });
  await stepBecomes(newcomer, 'Write stop-and-copy', 'done');
  await album.take('solved', 'light', 'contrast', 'dark');
}

/** The same failure in the Test Explorer, with the message at the line. @param {Newcomer} newcomer */
async function seeInTestExplorer({ workbench, page }) {
  await workbench.activity('Testing');
  for (const title of ['Live migration', 'Move a running machine', 'Write stop-and-copy']) {
    const row = page.locator('.test-explorer .monaco-list-row', { hasText: title }).first();
    await row.waitFor({ timeout: 30_000 });
    await workbench.expand(row);
  }
  const failed = page.locator('.test-explorer .monaco-list-row', { hasText: 'Each page is sent once' });
  await failed.and(page.getByLabel(/fail/i)).first().click();
  const peek = page.locator('.peekview-widget');
  for (const text of ['Expected', '4096', 'Actual', '4095']) await peek.getByText(text).first().waitFor({ timeout: 30_000 });
}

/** @param {Newcomer} newcomer */
async function writePreCopy(newcomer) {
  const { page, album } = newcomer;
  const guide = await goOn(newcomer, 'Write stop-and-copy', 'Write pre-copy');
  await writeCode(newcomer, 'pre-copy', await codeOf('pre-copy', 'wrong/forgets-what-was-pending.ts'));
  await guide.getByRole('button', { name: 'Check', exact: true }).click();
  await guide.locator('.check.failed', { hasText: 'No page is stale at the destination' }).waitFor({ timeout: 60_000 });
  await stepBecomes(newcomer, 'Write pre-copy', 'failed');
  await writeCode(newcomer, 'pre-copy', await codeOf('pre-copy', 'solution/pre-copy.ts'));
  await guide.getByRole('button', { name: 'Check', exact: true }).click();
  await guide.locator('.summary', { hasText: 'All 7 checks passed. This step is done.' }).waitFor({ timeout: 60_000 });
  await stepBecomes(newcomer, 'Write pre-copy', 'done');
  const green = page.locator('.sidebar .pane', { hasText: 'Labs' }).getByLabel(/, done/i);
  assert.ok((await green.count()) >= 5, 'all steps are green');
  await album.take('lab-done', 'dark');
}
