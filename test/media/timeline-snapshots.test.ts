import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/editor/browser.mjs';
import { parseScenario, runScenario } from '../../src/simulator/index.ts';
import { isSnapshotEvent } from '../../src/viewmodel/timeline/snapshot/snapshot-run.ts';
import { openWebview } from './webview-page.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

/** Three snapshots of one VM, each by a method of its own. */
function snapshotEvents() {
  const parsed = parseScenario({
    title: 'Side by side',
    hosts: [{ name: 'alpha', memory: '1 GiB' }],
    vms: [{ name: 'web', host: 'alpha', memory: '64 MiB', guest: { kind: 'uniform', pagesPerSecond: 3500, workingSet: '16 MiB' } }],
    commands: [
      { at: '1 s', kind: 'vm.snapshot', vm: 'web', name: 'Shared' },
      { at: '7 s', kind: 'vm.snapshot', vm: 'web', name: 'Copied', method: 'full-copy' },
      { at: '8 s', kind: 'vm.snapshot', vm: 'web', name: 'Filed', method: 'background' },
    ],
    until: '12 s',
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return runScenario(parsed.scenario).world.trace.filter((event) => isSnapshotEvent(event, 'web'));
}

test('snapshots stand side by side with their pauses, bytes and later costs, for eye, ear and keyboard', async () => {
  const webview = await openWebview(browser, 'timeline');
  const { page } = webview;
  await webview.post(
    { kind: 'migrations', migrations: [], shown: null, firstStep: 'migrate' },
    { kind: 'snapshots', shown: { vm: 'web', events: snapshotEvents() } },
  );
  const main = page.getByRole('main');
  expect(await main.getByRole('heading').innerText()).toBe('Snapshots of web');
  const lanes = await page.getByRole('listitem').evaluateAll((found) => found.map((lane) => lane.getAttribute('aria-label')));
  expect(lanes).toEqual([
    expect.stringMatching(/^Shared, copy on write: the VM stood still for 700 µs, it took 700 µs, 0 B were copied for it\. Later: 4 044 pages \(15\.8 MiB\) by 5\.00 s\.$/),
    expect.stringMatching(/^Copied, full copy: the VM stood still for 17\.5 ms, it took 17\.5 ms, 64\.0 MiB were copied for it\.$/),
    expect.stringMatching(/^Filed, in the background, to a file: the VM stood still for 1\.93 ms, .+ were copied for it\. While it was saved the guest waited for pages: \d+, .+ in all\.$/),
  ]);
  expect(await page.getByRole('status').first().innerText()).toContain('The full copy stopped the VM 25 times as long as copy on write.');
  const box = await page.locator('.snapshot-lane').first().boundingBox();
  expect(box?.height ?? 0).toBeGreaterThan(20);
  expect(await page.getByRole('table', { name: 'The background snapshot as query-migrate tells it' }).innerText()).toContain('ram.dirty-sync-count');
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await page.keyboard.press('Escape');
  await webview.post();
  expect(await webview.sent()).toContainEqual({ kind: 'close-snapshots' });
});
