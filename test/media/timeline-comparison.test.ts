import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/editor/browser.mjs';
import type { TimelineMessage } from '../../src/protocol/timeline.ts';
import { milliseconds } from '../../src/simulator/index.ts';
import { finalFigures, recordedMigration } from '../viewmodel/timeline/recorded-migration.ts';
import { openWebview, type WebviewPage } from './webview-page.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

const entry = { id: 'migration-1', number: 1, vm: 'web', from: 'alpha', to: 'beta', status: 'completed' } as const;
const list: TimelineMessage = {
  kind: 'migrations', migrations: [entry, { ...entry, id: 'migration-2', number: 2 }], shown: 'migration-1', firstStep: 'migrate',
};

/** Ends 200 ms later, with half of the downtime. */
const slower = recordedMigration.map((event) => (event.kind === 'migration.completed'
  ? { ...event, time: event.time + milliseconds(200), figures: { ...finalFigures, downtime: milliseconds(145), totalTime: milliseconds(10_700) } }
  : event));

const comparison: TimelineMessage = {
  kind: 'comparison',
  comparison: {
    title: 'web: alpha → beta, 3 ways',
    note: 'The copies lacked db.',
    runs: [
      { id: 'run-1', label: 'QEMU', isLive: false },
      { id: 'run-2', label: 'Xen', isLive: false },
      { id: 'run-3', label: 'Never', isLive: false },
    ],
  },
};

async function openComparison(): Promise<WebviewPage> {
  const webview = await openWebview(browser, 'timeline');
  await webview.post(
    list, comparison,
    { kind: 'events', migration: 'run-1', index: 0, events: recordedMigration },
    { kind: 'events', migration: 'run-2', index: 0, events: slower.slice(0, 8) },
    { kind: 'events', migration: 'run-3', index: 0, events: recordedMigration.slice(0, 9) },
    { kind: 'events', migration: 'run-2', index: 8, events: slower.slice(8) },
  );
  return webview;
}

test('the runs stand side by side, each with dashes and a letter of its own, the best marked in text', async () => {
  const { page } = await openComparison();
  expect(await page.locator('h1:visible').textContent()).toBe('web: alpha → beta, 3 ways');
  expect(await page.getByRole('row').evaluateAll((rows) => rows.filter((row) => row.checkVisibility()).map((row) => (row as HTMLElement).innerText.split(/\s*[\t\n]\s*/)))).toEqual([
    ['Run', 'Total time', 'Downtime', 'Transferred', 'Rounds', 'Ended'],
    ['A QEMU', '10.5 s best', '290 ms', '1.21 GiB', '2', 'completed'],
    ['B Xen', '10.7 s', '145 ms best', '1.21 GiB', '2', 'completed'],
    ['C Never', '8.70 s', 'none', '994 MiB', '2', 'broken off'],
  ]);
  const dashes = await page.locator('.run-lines path').evaluateAll((paths) => paths.map((path) => getComputedStyle(path).strokeDasharray));
  expect(new Set(dashes).size).toBe(3);
  expect(await page.locator('.run-letter').allTextContents()).toEqual(['C', 'A', 'B']);
  expect(await page.locator('.advice:visible').textContent()).toBe('Shortest downtime: Xen with 145 ms. Shortest total time: QEMU with 10.5 s. Broken off after 8.70 s, still going on: Never. The copies lacked db.');
});

test('the time slider reads every run out', async () => {
  const webview = await openComparison();
  const slider = webview.page.locator('main:not([hidden])').getByRole('slider', { name: 'Time' });
  await slider.focus();
  await webview.page.keyboard.press('End');
  expect(await slider.getAttribute('aria-valuetext')).toBe('At 10.7 s:\nA QEMU: completed after 10.5 s\nB Xen: 0 B pending\nC Never: broken off after 8.70 s');
  expect(await webview.page.locator('.tooltip:visible').textContent()).toContain('B Xen: 0 B pending');
});

test('keys zoom to the endings and back, and Escape closes', async () => {
  const webview = await openComparison();
  const { page } = webview;
  const firstTick = () => page.locator('main:not([hidden]) .time-axis text').first().textContent();
  expect(await firstTick()).toBe('0 s');
  await page.keyboard.press('d');
  await webview.post();
  expect(await firstTick()).toBe('9 s');
  await page.keyboard.press('0');
  await webview.post();
  expect(await firstTick()).toBe('0 s');
  await page.keyboard.press('Escape');
  expect((await webview.sent()).slice(1)).toEqual([{ kind: 'close-comparison' }]);
});

test('closing goes back to the migration, which offers to compare', async () => {
  const webview = await openComparison();
  const { page } = webview;
  await page.getByRole('button', { name: 'Close', exact: true }).focus();
  await webview.post(list, { kind: 'comparison', comparison: null }, { kind: 'events', migration: 'migration-1', index: 0, events: recordedMigration });
  expect(await page.locator('.figure').first().textContent()).toBe('Total time10.5 stotal-time');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
  await page.getByRole('button', { name: 'Compare…' }).click();
  expect((await webview.sent()).at(-1)).toEqual({ kind: 'compare' });
});

test('nothing is wrong with names, roles and contrasts', async () => {
  const { page } = await openComparison();
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
