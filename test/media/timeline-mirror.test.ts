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

test('a disk of its own: the mirror is a phase and lies in a lane; the table and the log tell it', async () => {
  const parsed = parseScenario({
    title: 'Mirrored',
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '50 MB/s' }],
    vms: [{
      name: 'web', host: 'alpha', memory: '64 MiB', disk: { size: '128 MiB', writesPerSecond: 40, workingSet: '32 MiB' },
      guest: { kind: 'uniform', pagesPerSecond: 3500, workingSet: '16 MiB' },
    }],
    commands: [{ at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta' }],
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
  const options = page.getByRole('listbox', { name: 'Disk', exact: true }).getByRole('option');
  const words = await options.evaluateAll((found) => found.map((option) => option.ariaLabel ?? ''));
  expect(words).toEqual([
    expect.stringMatching(/^Disk, copy: .+ of 128 MiB copied, \d+ %: from 0 ms to .+, .+ of blocks sent so far\.$/),
    expect.stringMatching(/^Disk, writes go to both sides: from /),
    expect.stringMatching(/^Disk, last blocks: from /),
  ]);
  expect(await page.getByRole('main').innerText()).toContain('The disk is whole on beta.');
  await page.keyboard.press('t');
  await webview.post();
  expect(await page.getByRole('table', { name: 'Disk' }).getByRole('row').count()).toBe(4);
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
