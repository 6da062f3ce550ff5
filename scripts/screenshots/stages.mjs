import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';

/** @typedef {import('./newcomer.mjs').Newcomer} Newcomer */
/** @typedef {import('playwright-core').Frame} Frame */

const lab = join(root, 'labs', 'virtlab-basics', 'move-a-running-machine');

/** Does a part of the walk under its name. @param {string} name @param {() => Promise<void>} work */
export async function stage(name, work) {
  console.log(`  ${name}`);
  try {
    await work();
  } catch (error) {
    throw new Error(`The path is broken at: ${name}`, { cause: error });
  }
}

/** Trusts the folder where the editor asks for it. @param {Newcomer} newcomer */
export async function trustTheFolder({ workbench, page }) {
  const question = page.locator('.monaco-dialog-box');
  await question.getByText('Do you trust the authors').waitFor({ timeout: 60_000 });
  await workbench.dialogAction('Yes, I trust the authors');
  await question.waitFor({ state: 'detached' });
}

/** Waits until a step is marked in the Labs view and in the guide. @param {Newcomer} newcomer @param {string} title @param {'done' | 'failed'} state */
export async function stepBecomes({ workbench, page }, title, state) {
  const words = { done: /, done/i, failed: /not passed/i }[state];
  await workbench.row(title, 'Labs').and(page.getByLabel(words)).waitFor({ timeout: 60_000 });
  const guide = await workbench.webview(title);
  await guide.locator(`.badge.${state}`).waitFor();
  return guide;
}

/** Clicks the guide's way on and waits for the next step. @param {Newcomer} newcomer @param {string} from @param {string} to */
export async function goOn({ workbench }, from, to) {
  const guide = await workbench.webview(from);
  await guide.getByRole('button', { name: 'Next step' }).first().click();
  await guide.getByRole('heading', { name: to, level: 1 }).waitFor();
  return guide;
}

/** Waits until the migration is well under way, in the sidebar and on the timeline. @param {Newcomer} newcomer @returns {Promise<Frame>} */
export async function watchRounds({ workbench }) {
  const timeline = await workbench.webview('Under way');
  await timeline.getByRole('option', { name: /^Round 1:/ }).waitFor();
  await workbench.row(/[5-9]\d % to beta/, 'Data Center').waitFor({ timeout: 60_000 });
  return timeline;
}

/** Waits for the end of the migration and holds its figures to what they must be. @param {Frame} timeline */
export async function readFigures(timeline) {
  await timeline.locator('.status', { hasText: 'Completed' }).waitFor({ timeout: 60_000 });
  const value = async (/** @type {string} */ name) =>
    (await timeline.locator('.figure', { hasText: name }).locator('dd').first().textContent()) ?? '';
  const downtime = await value('Downtime');
  assert.match(downtime, /^\d+(\.\d+)? ms$/, `the downtime "${downtime}" is in milliseconds`);
  assert.ok(Number.parseFloat(downtime) > 0 && Number.parseFloat(downtime) <= 310, `the downtime ${downtime} is near its limit of 300 ms`);
  const rounds = Number(await value('Rounds'));
  assert.ok(rounds >= 2, `${rounds} rounds were sent`);
  assert.equal(await value('Pending'), '0 B');
  assert.ok((await timeline.getByText(/> threshold .+: one more round/).count()) > 0, 'the log says why it went on');
  const marked = await timeline.locator('.look-paused text').textContent();
  assert.equal(marked, `downtime ${downtime}`, 'the picture marks the downtime with the same figure');
}

/** The lab's text of a file of a step. @param {string} step @param {string} path */
export const codeOf = (step, path) => readFile(join(lab, step, path), 'utf8');

/** Puts code into the student's file, saves it, and holds the file to it. @param {Newcomer} newcomer @param {string} step @param {string} code */
export async function writeCode({ workbench, page, workspace }, step, code) {
  await workbench.tab(`${step}.ts`).click();
  await workbench.rewrite(code);
  const file = join(workspace, 'virtlab-labs', 'move-a-running-machine', step, `${step}.ts`);
  for (let tries = 0; tries < 50 && (await readFile(file, 'utf8')) !== code; tries += 1) await page.waitForTimeout(100);
  assert.equal(await readFile(file, 'utf8'), code, `what was written into ${step}.ts is saved`);
}
