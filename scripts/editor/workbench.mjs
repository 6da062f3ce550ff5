import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @typedef {import('playwright-core').Locator} Locator */

/** What a person does in the editor, with mouse and keyboard; every step waits for what it needs. */
export class Workbench {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Waits until the editor is there and its extensions run. */
  async ready() {
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 300_000 });
    await this.page.locator('.monaco-workbench .statusbar').waitFor();
  }

  /** Runs a command from the palette by its title, such as "VirtLab: Migrate". @param {string} title */
  async command(title) {
    await this.page.keyboard.press('F1');
    const box = this.page.locator('.quick-input-widget input.input');
    await box.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /** Picks an entry of an open quick pick. @param {string | RegExp} text */
  async pick(text) {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** Types into an open input box and accepts. @param {string} text */
  async answer(text) {
    const box = this.page.locator('.quick-input-widget input.input');
    await box.fill(text);
    await box.press('Enter');
  }

  /** The prompt of the open quick pick or input box. */
  prompt() {
    return this.page.locator('.quick-input-widget');
  }

  /** Opens a container of the activity bar, unless it is open. @param {string} name */
  async activity(name) {
    const item = this.page.locator('.activitybar .action-item', { has: this.page.getByLabel(name, { exact: false }) }).first();
    await item.waitFor({ timeout: 30_000 });
    const open = (await item.getAttribute('class'))?.includes('checked') ?? false;
    if (!open) await item.click();
  }

  /** A row of a tree in the sidebar. @param {string | RegExp} text @param {string} [view] the view's title */
  row(text, view) {
    const scope = view
      ? this.page.locator('.sidebar .pane', { has: this.page.locator('.pane-header', { hasText: view }) })
      : this.page.locator('.sidebar');
    return scope.locator('.monaco-list-row', { hasText: text }).first();
  }

  /** A link or button of a view that has nothing to show yet. @param {string} text */
  welcome(text) {
    return this.page.locator('.sidebar .welcome-view-content').getByText(text).first();
  }

  /** The tab of an open editor. @param {string} name */
  tab(name) {
    return this.page.locator('.tabs-container .tab', { hasText: name }).first();
  }

  /** Closes an open editor. @param {string} name */
  async closeTab(name) {
    const tab = this.tab(name);
    await tab.hover();
    await tab.getByRole('button', { name: /^Close/ }).click();
    await tab.waitFor({ state: 'detached' });
  }

  /** Replaces all that is in the active editor's file, and saves it. @param {string} text */
  async rewrite(text) {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    for (const key of ['A', 'V', 'S']) await this.page.keyboard.press(`ControlOrMeta+${key}`);
  }

  /** Opens a row's children if they are folded. @param {Locator} row */
  async expand(row) {
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
  }

  /** Hovers a row and clicks one of the actions that appear on it. @param {Locator} row @param {string} action */
  async inlineAction(row, action) {
    await row.hover();
    await row.locator('.actions').getByRole('button', { name: action }).first().click();
  }

  /** Opens a row's context menu and picks from it. @param {Locator} row @param {string} action */
  async contextAction(row, action) {
    await row.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: action }).first().click();
  }

  /** Clicks an action in the title of a view. @param {string} view @param {string} action */
  async viewAction(view, action) {
    const header = this.page.locator('.pane-header', { hasText: view }).first();
    await header.hover();
    await header.getByRole('button', { name: action }).first().click();
  }

  /** Drags one row onto another as a hand does. @param {Locator} from @param {Locator} to */
  async drag(from, to) {
    const start = await middle(from);
    const end = await middle(to);
    const { mouse } = this.page;
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move(start.x + 4, start.y + 4, { steps: 3 });
    await mouse.move(end.x, end.y, { steps: 12 });
    await mouse.up();
  }

  /** The inside of a webview; of several, the one whose editor or view is visible and contains the text. @param {string | RegExp} [text] */
  async webview(text) {
    for (let tries = 0; tries < 150; tries += 1) {
      for (const frame of this.page.frames()) {
        const inner = frame.name() === '' && frame.parentFrame()?.url().includes('webview') ? frame : undefined;
        const candidate = inner ?? (frame.url().includes('fake.html') ? frame : undefined);
        if (candidate && (await shows(candidate, text))) return candidate;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`no webview shows ${text ?? 'anything'}`);
  }

  /** The visible notifications. */
  notifications() {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }

  /** Clicks a button of a notification. @param {string} name */
  async notificationAction(name) {
    await this.notifications().getByRole('button', { name }).first().click();
  }

  /** Clicks a button of a modal dialog. @param {string} name */
  async dialogAction(name) {
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name }).first().click();
  }

  /** Clears what would hide part of a picture. */
  async clearNotifications() {
    await this.command('Notifications: Clear All Notifications');
  }

  /** Changes the colours, as a person does. @param {import('./settings.mjs').Theme} theme */
  async theme(theme) {
    const shown = this.page.locator(`.monaco-workbench${{ dark: '.vs-dark', light: '.vs:not(.vs-dark)', contrast: '.hc-black' }[theme]}`);
    if ((await shown.count()) > 0) return;
    await this.command('Preferences: Color Theme');
    const box = this.page.locator('.quick-input-widget input.input');
    const label = { dark: 'Dark Modern', light: 'Light Modern', contrast: 'Dark High Contrast' }[theme];
    await box.fill(label);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).waitFor();
    await box.press('Enter');
    await shown.waitFor();
    await this.page.waitForTimeout(500);
  }

  /** Takes a picture of the whole window. @param {string} path */
  async screenshot(path) {
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }
}

/** @param {Locator} locator */
async function middle(locator) {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error('the row is not visible');
  return { x: box.x + Math.min(box.width / 2, 80), y: box.y + box.height / 2 };
}

/** @param {import('playwright-core').Frame} frame @param {string | RegExp} [text] */
async function shows(frame, text) {
  try {
    const element = await frame.frameElement();
    if (!(await element.isVisible())) return false;
    return text ? (await frame.locator('body').getByText(text).count()) > 0 : true;
  } catch {
    // A frame that is being replaced shows nothing.
    return false;
  }
}
