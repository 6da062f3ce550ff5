import { goOn, readFigures, stage, stepBecomes, watchRounds } from './stages.mjs';

/** @typedef {import('./newcomer.mjs').Newcomer} Newcomer */

/**
 * Somebody who installed the extension and opened a folder in Restricted Mode: finds the lab, clicks where the other walk
 * drags, is told why no check runs, trusts the folder, and rolls back.
 * @param {Newcomer} newcomer
 */
export async function walkInOwnFolder(newcomer) {
  await stage('finds VirtLab in the activity bar, and the lab in the Labs view', () => findTheLab(newcomer));
  await stage('moves the VM by clicking', () => click(newcomer));
  await stage('trusts the folder where the guide asks for it', () => trustLater(newcomer));
  await stage('takes a snapshot and rolls back', () => rollBack(newcomer));
}

/** @param {Newcomer} newcomer */
async function findTheLab(newcomer) {
  const { workbench, album } = newcomer;
  await workbench.activity('VirtLab');
  await workbench.welcome('Create a Sample Data Center').waitFor({ timeout: 60_000 });
  await workbench.row('Live migration', 'Labs').waitFor();
  await album.take('welcome', 'dark');
  await workbench.expand(workbench.row('Live migration', 'Labs'));
  await workbench.expand(workbench.row('Move a running machine', 'Labs'));
  await workbench.row('Why move a running machine', 'Labs').click();
  await workbench.row(/^web/, 'Data Center').waitFor({ timeout: 60_000 });
  await goOn(newcomer, 'What has to arrive', 'Move it by hand');
}

/** @param {Newcomer} newcomer */
async function click(newcomer) {
  const { workbench, album } = newcomer;
  await workbench.inlineAction(workbench.row(/^web/, 'Data Center'), 'Migrate');
  await workbench.prompt().getByPlaceholder(/web \(1 GiB\) is on alpha/).waitFor();
  await album.take('migrate', 'dark');
  await workbench.pick('beta');
  await workbench.prompt().getByText('Downtime limit').waitFor();
  await album.take('settings', 'dark');
  await workbench.pick('Migrate with these settings');
  await readFigures(await watchRounds(newcomer));
}

/** @param {Newcomer} newcomer */
async function trustLater(newcomer) {
  const { workbench, page, album } = newcomer;
  const guide = await workbench.webview('Move it by hand');
  await guide.getByText('This folder is not trusted').waitFor();
  await album.take('restricted', 'dark');
  await guide.getByRole('button', { name: 'Manage trust' }).click();
  await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await page.getByText('You trust this folder').waitFor();
  await page.locator('.monaco-modal-editor-block .codicon-close').first().click();
  // What was done before there was trust is looked at now.
  await stepBecomes(newcomer, 'Move it by hand', 'done');
}

/** @param {Newcomer} newcomer */
async function rollBack({ workbench, page, album }) {
  await workbench.inlineAction(workbench.row(/^web/, 'Data Center'), 'Snapshot');
  const snapshot = workbench.row('Snapshot 1', 'Data Center');
  await snapshot.waitFor({ timeout: 30_000 });
  await workbench.inlineAction(snapshot, 'Roll Back');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByText('Roll web back to "Snapshot 1"?').waitFor();
  await album.take('rollback', 'dark');
  await workbench.dialogAction('Take a Snapshot, Then Roll Back');
  await workbench.row('Before rolling back to Snapshot 1', 'Data Center').waitFor({ timeout: 30_000 });
  await album.take('snapshots', 'dark');
}
