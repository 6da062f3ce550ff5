import { stage } from './stages.mjs';

/** @typedef {import('./newcomer.mjs').Newcomer} Newcomer */

/**
 * Somebody who wants to see what a container is: makes one, types into its shell, looks at its walls, and moves it to
 * another host while it writes.
 * @param {Newcomer} newcomer
 */
export async function walkWithContainers(newcomer) {
  await stage('puts a container beside the VMs', () => create(newcomer));
  await stage('types into its shell', () => type(newcomer));
  await stage('sees what it can see', () => look(newcomer));
  await stage('moves it to another host while it writes', () => migrate(newcomer));
}

/** @param {Newcomer} newcomer */
async function create({ workbench, page }) {
  await page.getByLabel('Close Banner').or(page.locator('.part.banner .codicon-close')).first().click();
  await workbench.activity('VirtLab');
  await workbench.welcome('Create a Sample Data Center').click();
  await workbench.row(/^gamma/, 'Data Center').waitFor({ timeout: 60_000 });
  await workbench.command('VirtLab: Create Container');
  await workbench.pick('alpha');
  const prompt = workbench.prompt();
  for (const question of [prompt.getByText('Name of the container'), prompt.getByPlaceholder('From which image?'), prompt.getByPlaceholder('Which walls stand'), prompt.getByText('Leave it empty for none')]) {
    await question.first().waitFor();
    await page.keyboard.press('Enter');
  }
  await workbench.row(/^box-1.*1 process/, 'Data Center').waitFor({ timeout: 30_000 });
}

/** @param {Newcomer} newcomer */
async function type({ workbench, page }) {
  await workbench.inlineAction(workbench.row(/^box-1/, 'Data Center'), 'Open Shell');
  const screen = page.locator('.terminal-wrapper.active .xterm-screen');
  await screen.waitFor({ timeout: 30_000 });
  await page.waitForTimeout(1000);
  for (const line of ['id; cat /proc/self/uid_map', 'ps', 'cat /etc/host-secret', 'echo c > /proc/sysrq-trigger', 'stress --vm-bytes 300M', 'stress --vm-bytes 96M --vm-keep --vm-rate 48M --timeout 600 &']) {
    await page.keyboard.type(`${line}\n`);
    await page.waitForTimeout(700);
  }
  await workbench.row(/^box-1.*3 processes/, 'Data Center').waitFor({ timeout: 30_000 });
  await workbench.expand(workbench.row(/^box-1/, 'Data Center'));
  await workbench.row(/^stress/, 'Data Center').waitFor();
  await workbench.clearNotifications();
}

/** @param {Newcomer} newcomer */
async function look({ workbench, album }) {
  await workbench.inlineAction(workbench.row(/^box-1/, 'Data Center'), 'What Can This Container See?');
  const table = await workbench.webview('What can box-1 see?');
  await table.getByText('Which processes does /proc list?').waitFor();
  await album.take('walls', 'light');
}

/** @param {Newcomer} newcomer */
async function migrate({ workbench, album }) {
  await workbench.inlineAction(workbench.row(/^box-1/, 'Data Center'), 'Migrate');
  await workbench.pick('beta');
  await workbench.pick('Migrate with these settings');
  const timeline = await workbench.webview('Completed');
  await timeline.getByText('box-1 runs on beta').waitFor();
  await album.take('container-migration', 'dark');
}
