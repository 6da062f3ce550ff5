import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/editor/browser.mjs';
import type { TimelineMessage } from '../../src/protocol/timeline.ts';
import type { HistoryEntry } from '../../src/viewmodel/timeline/history.ts';
import { decision, recordedMigration, timed } from '../viewmodel/timeline/recorded-migration.ts';
import { openWebview, type WebviewPage } from './webview-page.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

const entry: HistoryEntry = { id: 'migration-1', number: 1, vm: 'web', from: 'alpha', to: 'beta', status: 'active' };

function list(migrations: readonly HistoryEntry[]): TimelineMessage {
  return { kind: 'migrations', migrations, shown: migrations.at(-1)?.id ?? null, firstStep: 'migrate' };
}

function events(from = 0, to = recordedMigration.length): TimelineMessage {
  return { kind: 'events', migration: 'migration-1', index: from, events: recordedMigration.slice(from, to) };
}

async function openTimeline(...messages: readonly TimelineMessage[]): Promise<WebviewPage> {
  const webview = await openWebview(browser, 'timeline');
  await webview.post(...messages);
  return webview;
}

async function focusedLabel({ page }: WebviewPage): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
}

test('without a migration the page says what to do first, with a button', async () => {
  const webview = await openTimeline(list([]));
  expect(await webview.page.locator('h1:visible').textContent()).toBe('No migration yet');
  await webview.page.getByRole('button', { name: 'Migrate a VM…' }).click();
  expect(await webview.sent()).toEqual([{ kind: 'ready', migration: null }, { kind: 'first-step' }]);
});

test('lanes, figures and log appear as the events come', async () => {
  const webview = await openTimeline(list([entry]), events(0, 6));
  const { page } = webview;
  const rounds = page.getByRole('listbox', { name: 'Rounds' }).getByRole('option');
  expect(await rounds.count()).toBe(1);
  expect(await page.locator('.status').textContent()).toBe('Under way');
  await webview.post(events(6));
  expect(await rounds.count()).toBe(3);
  expect(await page.locator('.status').textContent()).toBe('Completed');
  expect(await page.locator('.figure').allTextContents()).toEqual([
    'Total time10.5 stotal-time',
    'Downtime290 msdowntime',
    'Transferred1.21 GiBram.transferred',
    'Pending0 Bram.remaining',
    'Rounds2ram.dirty-sync-count: 4',
    'Bandwidth125 MB/sram.mbps: 992.5',
  ]);
  expect(await page.locator('.log-list .sentence').count()).toBe(12);
  expect(await page.locator('.look-paused text').textContent()).toBe('downtime 290 ms');
});

test('arrow keys go along a lane and from lane to lane, one tab stop for all', async () => {
  const webview = await openTimeline(list([entry]), events());
  const { page } = webview;
  expect(await page.locator('.picture [role=option][tabindex="0"]').count()).toBe(1);
  await page.locator('.picture [role=option][tabindex="0"]').focus();
  expect(await focusedLabel(webview)).toBe('Setup: from 0 ms to 20.0 ms, 20.0 ms.');
  await page.keyboard.press('ArrowRight');
  expect(await focusedLabel(webview)).toBe('Pre-copy: from 20.0 ms to 10.2 s, 10.2 s.');
  await page.keyboard.press('ArrowDown');
  expect(await focusedLabel(webview)).toBe('web is on alpha: from 0 ms to 10.2 s, 10.2 s.');
  await page.keyboard.press('ArrowDown');
  expect(await focusedLabel(webview)).toMatch(/^Round 1: 1\.00 GiB to send, all 262 144 pages/);
  await page.keyboard.press('End');
  expect(await focusedLabel(webview)).toMatch(/^Last copy: 33\.0 MiB to send, 100 new dirty pages/);
  expect(await page.locator('.tooltip').isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  expect(await page.locator('.tooltip').isVisible()).toBe(false);
});

test('keys zoom, and the page remembers what is looked at', async () => {
  const webview = await openTimeline(list([entry]), events());
  await webview.page.keyboard.press('d');
  await webview.post();
  expect(await webview.remembered()).toEqual({
    migration: 'migration-1', form: 'picture', scale: 'linear', view: { from: 10_123_000_000, to: 10_500_000_000 },
  });
  expect(await webview.page.getByRole('option', { name: /^Downtime, last copy/ }).count()).toBe(1);
  await webview.page.keyboard.press('0');
  await webview.page.keyboard.press('+');
  await webview.page.keyboard.press('l');
  expect(await webview.remembered()).toEqual({
    migration: 'migration-1', form: 'picture', scale: 'logarithmic', view: { from: 2_100_000_000, to: 8_400_000_000 },
  });
});

test('the wheel zooms about the pointer, dragging moves', async () => {
  const webview = await openTimeline(list([entry]), events());
  const { page } = webview;
  const box = (await page.locator('.time-slider').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.wheel(0, -300);
  const view = async () => ((await webview.remembered()) as { view: { from: number; to: number } | null }).view ?? { from: 0, to: 0 };
  // The browser turns the wheel in its own time.
  await expect.poll(async () => (await view()).from).toBeGreaterThan(0);
  const zoomed = await view();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 100, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await view()).from).toBeLessThan(zoomed.from);
  const dragged = await view();
  expect(dragged.to - dragged.from).toBeCloseTo(zoomed.to - zoomed.from, -2);
});

test('the time slider reads the curve out', async () => {
  const webview = await openTimeline(list([entry]), events());
  const slider = webview.page.getByRole('slider', { name: 'Time' });
  await slider.focus();
  await webview.page.keyboard.press('Home');
  expect(await slider.getAttribute('aria-valuetext')).toBe('At 20.0 ms: 1.00 GiB pending, no threshold yet, 0 B sent.');
  for (let press = 0; press < 5; press += 1) await webview.page.keyboard.press('PageUp');
  expect(await slider.getAttribute('aria-valuetext')).toBe('At 4.40 s: 512 MiB pending, threshold 36.0 MiB, 512 MiB sent.');
});

test('tables stand in for the picture', async () => {
  const webview = await openTimeline(list([entry]), events());
  const { page } = webview;
  await page.getByRole('button', { name: 'Table' }).click();
  await webview.post();
  expect(await page.locator('.picture').isVisible()).toBe(false);
  expect(await page.getByRole('table', { name: 'Rounds' }).getByRole('row').allTextContents()).toEqual([
    'RoundBegan atTookNew dirty pagesTo sendSent',
    '120.0 ms8.68 s262 1441.00 GiB994 MiB',
    '28.70 s1.50 s35 000160 MiB156 MiB',
    'Last copy10.2 s268 ms10033.0 MiB90.0 MiB',
  ]);
  expect(await page.getByRole('table', { name: 'Downtime' }).getByRole('row').count()).toBe(5);
});

test('rounds and the end are read out politely', async () => {
  const webview = await openTimeline(list([entry]), events(0, 2));
  const spoken = webview.page.locator('[role=status]');
  await webview.post(events(2, 4));
  expect(await spoken.textContent()).toBe('Round 1 sends all memory: 262 144 pages, 1.00 GiB.');
  await webview.post(events(4));
  await expect.poll(() => spoken.textContent()).toMatch(/^Completed: 1\.21 GiB sent in 10\.5 s/);
});

test('what was remembered is shown again', async () => {
  const view = { from: 8_000_000_000, to: 9_000_000_000 };
  const state = { migration: 'migration-1', form: 'picture', scale: 'logarithmic', view };
  const webview = await openWebview(browser, 'timeline', state);
  await webview.post(list([]), list([entry]), events());
  expect(await webview.sent()).toEqual([{ kind: 'ready', migration: 'migration-1' }]);
  expect(await webview.page.locator('.time-axis text').first().textContent()).toMatch(/^8\.0/);
  expect(await webview.page.getByRole('button', { name: 'Log scale' }).getAttribute('aria-pressed')).toBe('true');
});

test('several migrations can be chosen from, and one under way can be cancelled', async () => {
  const webview = await openTimeline(list([{ ...entry, id: 'migration-0', status: 'failed' }, { ...entry, number: 2 }]), events(0, 6));
  await webview.page.getByRole('combobox', { name: 'Migration shown' }).selectOption('1. web: alpha → beta');
  await webview.page.getByRole('button', { name: 'Cancel migration' }).click();
  expect((await webview.sent()).slice(1)).toEqual([{ kind: 'choose', migration: 'migration-0' }, { kind: 'cancel' }]);
});

test('choosing an entry of the log brings its time into sight', async () => {
  const view = { from: 0, to: 1_000_000_000 };
  const webview = await openWebview(browser, 'timeline', { migration: 'migration-1', form: 'picture', scale: 'linear', view });
  await webview.post(list([entry]), events());
  await webview.page.locator('.log-list li').last().click();
  expect(await webview.remembered()).toMatchObject({ view: { from: 9_500_000_000, to: 10_500_000_000 } });
});

test('nothing is wrong with names, roles and contrasts, as picture and as table', async () => {
  const webview = await openTimeline(list([entry]), events());
  for (const form of ['picture', 'table']) {
    if (form === 'table') await webview.page.keyboard.press('t');
    await webview.post();
    // The policy of the page forbids a script element; an evaluation of the debugger is none.
    await webview.page.evaluate(axe.source);
    const found = await webview.page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
});

test('a hundred thousand events are drawn with few elements', async () => {
  const webview = await openTimeline(list([entry]), events(0, 1));
  // Made in the page: the way there through the debugger is not what is tested.
  const [sample] = timed([[0, decision(1, 1000, 36, 'send')]]);
  await webview.page.evaluate((pattern) => {
    for (let index = 1; index <= 100_000; index += 4000) {
      const part = Array.from({ length: 4000 }, (_, place) => {
        const step = (index + place) % 50;
        const verdict = step === 49 ? 'sync' : 'send';
        return { ...pattern, time: (100_000 + index + place) * 1e6, pendingBytes: (1000 - 20 * step) * 2 ** 20, verdict };
      });
      window.postMessage({ kind: 'events', migration: 'migration-1', index, events: part }, '*');
    }
  }, sample);
  await expect.poll(() => webview.page.locator('.figure').first().textContent()).toBe('Total time100 stotal-time');
  expect(await webview.page.locator('.picture *').count()).toBeLessThan(1000);
  expect(await webview.page.locator('.log-list li').count()).toBe(200);
  await webview.page.getByRole('button', { name: 'Show earlier entries' }).click();
  expect(await webview.page.locator('.log-list li').count()).toBe(400);
});
