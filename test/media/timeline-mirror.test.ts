import { expect, test } from 'vitest';
import { browserOfTests, expectAccessible, laneOf, openMigration, traceOf } from './timeline-page.ts';

const browser = browserOfTests();

test('a disk of its own: the mirror is a phase and lies in a lane; the table and the log tell it', async () => {
  const trace = traceOf({
    title: 'Mirrored',
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '50 MB/s' }],
    vms: [{
      name: 'web', host: 'alpha', memory: '64 MiB', disk: { size: '128 MiB', writesPerSecond: 40, workingSet: '32 MiB' },
      guest: { kind: 'uniform', pagesPerSecond: 3500, workingSet: '16 MiB' },
    }],
    commands: [{ at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta' }],
  });
  const webview = await openMigration(browser(), trace);
  const { page } = webview;
  const words = await laneOf(webview, 'Disk');
  expect(words).toEqual([
    expect.stringMatching(/^Disk, copy: .+ of 128 MiB copied, \d+ %: from 0 ms to .+, .+ of blocks sent so far\.$/),
    expect.stringMatching(/^Disk, writes go to both sides: from /),
    expect.stringMatching(/^Disk, last blocks: from /),
  ]);
  expect(await page.getByRole('main').innerText()).toContain('The disk is whole on beta.');
  await page.keyboard.press('t');
  await webview.post();
  expect(await page.getByRole('table', { name: 'Disk' }).getByRole('row').count()).toBe(4);
  await expectAccessible(webview);
});
