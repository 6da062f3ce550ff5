import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/editor/browser.mjs';
import { parseScenario, runScenario } from '../../src/simulator/index.ts';
import { MigrationHistory } from '../../src/viewmodel/timeline/history.ts';
import { openWebview } from './webview-page.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

/** A migration of a served VM that the simulator has run, over a link of 20 MB/s. */
function migrated(): MigrationHistory {
  const parsed = parseScenario({
    title: 'Served',
    seed: 3,
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '20 MB/s', latency: '200 us' }],
    vms: [{ name: 'web', host: 'alpha', memory: '64 MiB', guest: { kind: 'uniform', pagesPerSecond: 3500, workingSet: '16 MiB' } }],
    commands: [{ at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { stopRule: 'xen-4.10' } }],
    until: '30 s',
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { scenario } = parsed;
  const { world } = runScenario({
    ...scenario, commands: [{ at: 0, path: [], command: { kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 500 } }, ...scenario.commands],
  });
  const history = new MigrationHistory();
  history.add(world.trace);
  return history;
}

test('clients: throughput, latency, the outage and the announcement lie in a lane; the table and the log tell them', async () => {
  const history = migrated();
  const webview = await openWebview(browser, 'timeline');
  const { page } = webview;
  await webview.post(
    { kind: 'migrations', migrations: history.entries, shown: 'migration-1', firstStep: 'migrate' },
    { kind: 'events', migration: 'migration-1', index: 0, events: history.eventsOf('migration-1') },
  );
  const options = page.getByRole('listbox', { name: 'Service', exact: true }).getByRole('option');
  const words = await options.evaluateAll((found) => found.map((option) => option.ariaLabel ?? ''));
  expect(words.at(0)).toMatch(/^From 0 ms to .+: [45]\d\d answers a second, 99 of 100 within .+\.$/);
  expect(words).toContainEqual(expect.stringMatching(/: clients got no answer\.$/));
  expect(words.at(-1)).toMatch(/^Outage from .+: clients do not reach web; clients waited up to \d+ ms\.$/);
  expect(await page.locator('.announcement-line').getAttribute('visibility')).toBe('inherit');
  expect(await page.getByRole('main').innerText()).toMatch(/Clients waited up to \d+ ms\./);
  await page.keyboard.press('t');
  await webview.post();
  expect(await page.getByRole('table', { name: 'Service' }).getByRole('rowheader').allInnerTexts()).toEqual(['Before the outage', 'Outage', 'After the outage']);
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
