import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { openBrowser } from '../../scripts/editor/browser.mjs';
import type { Aside } from '../../src/viewmodel/timeline/aside.ts';
import { parseScenario, runScenario, type WorldEvent } from '../../src/simulator/index.ts';
import { MigrationHistory } from '../../src/viewmodel/timeline/history.ts';
import { openWebview, type WebviewPage } from './webview-page.ts';

/** A browser for the tests of a file; it is there when the first of them begins. */
export function browserOfTests(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  return () => browser;
}

/** All that happens in a scenario. */
export function traceOf(scenario: object): readonly WorldEvent[] {
  const parsed = parseScenario(scenario);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return runScenario(parsed.scenario).world.trace;
}

/** The timeline with the first migration of a trace. */
export async function openMigration(browser: Browser, trace: readonly WorldEvent[]): Promise<WebviewPage> {
  const history = new MigrationHistory();
  history.add(trace);
  const webview = await openWebview(browser, 'timeline');
  await webview.post(
    { kind: 'migrations', migrations: history.entries, shown: 'migration-1', firstStep: 'migrate' },
    { kind: 'events', migration: 'migration-1', index: 0, events: history.eventsOf('migration-1') },
  );
  return webview;
}

/** The timeline with something of one VM in place of migrations. */
export async function openAside(browser: Browser, shown: Aside): Promise<WebviewPage> {
  const webview = await openWebview(browser, 'timeline');
  await webview.post({ kind: 'migrations', migrations: [], shown: null, firstStep: 'migrate' }, { kind: 'aside', shown });
  return webview;
}

/** What the things in a lane are called. */
export function laneOf({ page }: WebviewPage, name: string): Promise<string[]> {
  return page.getByRole('listbox', { name, exact: true }).getByRole('option').evaluateAll((options) => options.map((option) => option.ariaLabel ?? ''));
}

/** What the items of a picture are called. */
export function itemsOf({ page }: WebviewPage): Promise<string[]> {
  return page.getByRole('listitem').evaluateAll((items) => items.map((item) => item.ariaLabel ?? ''));
}

/** Nothing that axe knows keeps anybody out. */
export async function expectAccessible({ page }: WebviewPage): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Escape leads back to the migrations, and a button to a file. */
export async function expectWaysOut(webview: WebviewPage): Promise<void> {
  await webview.page.getByRole('button', { name: 'Save…' }).click();
  await webview.page.keyboard.press('Escape');
  await webview.post();
  expect((await webview.sent()).slice(-2)).toEqual([{ kind: 'export' }, { kind: 'close-aside' }]);
}
