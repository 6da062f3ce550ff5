import { expect, test } from 'vitest';
import { isSnapshotEvent } from '../../src/viewmodel/timeline/snapshot/snapshot-run.ts';
import { browserOfTests, expectAccessible, expectWaysOut, itemsOf, openAside, traceOf } from './timeline-page.ts';

const browser = browserOfTests();

/** Three snapshots of one VM, each by a method of its own. */
function snapshotEvents() {
  return traceOf({
    title: 'Side by side',
    hosts: [{ name: 'alpha', memory: '1 GiB' }],
    vms: [{ name: 'web', host: 'alpha', memory: '64 MiB', guest: { kind: 'uniform', pagesPerSecond: 3500, workingSet: '16 MiB' } }],
    commands: [
      { at: '1 s', kind: 'vm.snapshot', vm: 'web', name: 'Shared' },
      { at: '7 s', kind: 'vm.snapshot', vm: 'web', name: 'Copied', method: 'full-copy' },
      { at: '8 s', kind: 'vm.snapshot', vm: 'web', name: 'Filed', method: 'background' },
    ],
    until: '12 s',
  }).filter((event) => isSnapshotEvent(event, 'web'));
}

test('snapshots stand side by side with their pauses, bytes and later costs, for eye, ear and keyboard', async () => {
  const webview = await openAside(browser(), { kind: 'snapshots', vm: 'web', events: snapshotEvents() });
  const { page } = webview;
  const main = page.getByRole('main');
  expect(await main.getByRole('heading').innerText()).toBe('Snapshots of web');
  const lanes = await itemsOf(webview);
  expect(lanes).toEqual([
    expect.stringMatching(/^Shared, copy on write: the VM stood still for 700 µs, it took 700 µs, 0 B were copied for it\. Later: 4 044 pages \(15\.8 MiB\) by 5\.00 s\.$/),
    expect.stringMatching(/^Copied, full copy: the VM stood still for 17\.5 ms, it took 17\.5 ms, 64\.0 MiB were copied for it\.$/),
    expect.stringMatching(/^Filed, in the background, to a file: the VM stood still for 1\.93 ms, .+ were copied for it\. While it was saved the guest waited for pages: \d+, .+ in all\.$/),
  ]);
  expect(await page.getByRole('status').first().innerText()).toContain('The full copy stopped the VM 25 times as long as copy on write.');
  const box = await page.locator('.snapshot-lane').first().boundingBox();
  expect(box?.height ?? 0).toBeGreaterThan(20);
  expect(await page.getByRole('table', { name: 'The background snapshot as query-migrate tells it' }).innerText()).toContain('ram.dirty-sync-count');
  await expectAccessible(webview);
  await expectWaysOut(webview);
});

test('in a narrow panel no text runs into another', async () => {
  const webview = await openAside(browser(), { kind: 'snapshots', vm: 'web', events: snapshotEvents() });
  const { page } = webview;
  for (const width of [1000, 760, 640, 480, 330]) {
    await page.setViewportSize({ width, height: 420 });
    await webview.post();
    const overlaps = await page.locator('.snapshot-lane').evaluateAll((lanes) => lanes.filter((lane) => {
      const [name, figure] = ['.snapshot-name', '.snapshot-figure'].map((text) => lane.querySelector(text));
      if (!name || !figure || getComputedStyle(figure).visibility === 'hidden') return false;
      const [one, other] = [name.getBoundingClientRect(), figure.getBoundingClientRect()];
      return one.right > other.left && other.right > one.left;
    }).length);
    expect([width, overlaps]).toEqual([width, 0]);
  }
});
