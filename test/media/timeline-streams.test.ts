import { expect, test } from 'vitest';
import { browserOfTests, expectAccessible, laneOf, openMigration, traceOf } from './timeline-page.ts';

const browser = browserOfTests();

test('several streams: what each carried lies in a lane and in a table', async () => {
  const trace = traceOf({
    title: 'Streams',
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '50 MB/s', streamBandwidth: '15 MB/s' }],
    vms: [{
      name: 'web', host: 'alpha', memory: '64 MiB',
      guest: { kind: 'uniform', pagesPerSecond: 3500, workingSet: '16 MiB' },
    }],
    commands: [{ at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { channels: 3, downtimeLimit: '20 ms' } }],
  });
  const webview = await openMigration(browser(), trace);
  const { page } = webview;
  const words = await laneOf(webview, 'Streams');
  expect(words[0]).toMatch(/^Streams from 1\.00 ms to .+: .+ over channel 1, .+ over channel 2, .+ over channel 3 and .+ over the main stream\. The sender waited .+ for channels to be in step\.$/);
  expect(await page.getByRole('main').innerText()).toContain('Over channels');
  expect(await page.locator('.lane-titles').textContent()).toContain('Streams');
  await page.keyboard.press('t');
  await webview.post();
  expect(await page.getByRole('table', { name: 'Streams' }).getByRole('row').count()).toBeGreaterThan(2);
  await expectAccessible(webview);
});
