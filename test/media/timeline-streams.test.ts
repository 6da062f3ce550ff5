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

test('several streams: what each carried lies in a lane and in a table', async () => {
  const parsed = parseScenario({
    title: 'Streams',
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '50 MB/s', streamBandwidth: '15 MB/s' }],
    vms: [{
      name: 'web', host: 'alpha', memory: '64 MiB',
      guest: { kind: 'uniform', pagesPerSecond: 3500, workingSet: '16 MiB' },
    }],
    commands: [{ at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { channels: 3, downtimeLimit: '20 ms' } }],
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const history = new MigrationHistory();
  history.add(runScenario(parsed.scenario).world.trace);
  const webview = await openWebview(browser, 'timeline');
  const { page } = webview;
  await webview.post(
    { kind: 'migrations', migrations: history.entries, shown: 'migration-1', firstStep: 'migrate' },
    { kind: 'events', migration: 'migration-1', index: 0, events: history.eventsOf('migration-1') },
  );
  const options = page.getByRole('listbox', { name: 'Streams', exact: true }).getByRole('option');
  const words = await options.evaluateAll((found) => found.map((option) => option.ariaLabel ?? ''));
  expect(words[0]).toMatch(/^Streams from 1\.00 ms to .+: .+ over channel 1, .+ over channel 2, .+ over channel 3 and .+ over the main stream\. The sender waited .+ for channels to be in step\.$/);
  expect(await page.getByRole('main').innerText()).toContain('Over channels');
  expect(await page.locator('.lane-titles').textContent()).toContain('Streams');
  await page.keyboard.press('t');
  await webview.post();
  expect(await page.getByRole('table', { name: 'Streams' }).getByRole('row').count()).toBeGreaterThan(2);
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
