import { expect, test } from 'vitest';
import { isDiskJobEvent } from '../../src/viewmodel/timeline/disk-jobs/disk-job-run.ts';
import { browserOfTests, expectAccessible, expectWaysOut, itemsOf, openAside, traceOf } from './timeline-page.ts';

const browser = browserOfTests();

/** A stream, a commit that is given up, and one that goes through, on the disk of one VM. */
function jobEvents() {
  return traceOf({
    title: 'Jobs',
    hosts: [{ name: 'alpha', memory: '1 GiB' }],
    vms: [{
      name: 'web', host: 'alpha', memory: '16 MiB', disk: { size: '64 MiB', writesPerSecond: 30, workingSet: '32 MiB' },
      guest: { kind: 'uniform', pagesPerSecond: 100, workingSet: '8 MiB' },
    }],
    commands: [
      { at: '1 s', kind: 'disk.overlay', vm: 'web' },
      { at: '3 s', kind: 'disk.copy', vm: 'web', speed: '10 MB/s' },
      { at: '20 s', kind: 'disk.overlay', vm: 'web' },
      { at: '25 s', kind: 'disk.commit', vm: 'web', speed: '10 MB/s' },
      { at: '25500 ms', kind: 'disk.cancelJob', vm: 'web' },
      { at: '26 s', kind: 'disk.stream', vm: 'web', speed: '20 MB/s' },
    ],
    until: '60 s',
  }).filter((event) => isDiskJobEvent(event, 'web'));
}

test('jobs on a disk lie side by side with what the guest added and what came of them, for eye, ear and keyboard', async () => {
  const events = jobEvents();
  const webview = await openAside(browser(), { kind: 'disk-jobs', vm: 'web', events });
  const { page } = webview;
  expect(await page.getByRole('main').getByRole('heading').innerText()).toBe('Jobs on the disk of web');
  expect(await itemsOf(webview)).toEqual([
    expect.stringMatching(/^Whole copy: .+ MiB in .+ s, at most 10 MB\/s\. The guest added .+ meanwhile\. From now on .+ is written\.$/),
    expect.stringMatching(/^Commit into .+: .+ MiB of .+ MiB in 500 ms, at most 10 MB\/s\. Given up, reads as before\.$/),
    expect.stringMatching(/^Stream all of the chain: .+ MiB in .+ s, at most 20 MB\/s\. From now on .+ is written\.$/),
  ]);
  expect(await page.getByRole('status').first().innerText()).toContain('every other image stays valid');
  expect(await page.getByRole('table', { name: 'Jobs on the disk' }).getByRole('row').count()).toBe(4);
  expect(await page.getByRole('button', { name: 'Cancel job' }).count(), 'there is nothing to cancel').toBe(0);
  expect(await page.locator('.disk-job').nth(0).locator('.disk-job-total').getAttribute('d'), 'the guest wrote meanwhile').toMatch(/^M.+H.+V/);
  expect((await page.locator('.disk-job').first().boundingBox())?.height ?? 0).toBeGreaterThan(20);
  await expectAccessible(webview);
  await expectWaysOut(webview);
  const begun = events.slice(0, 3);
  await webview.post({ kind: 'aside', shown: { kind: 'disk-jobs', vm: 'web', events: begun } });
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await webview.post();
  expect(await webview.sent()).toContainEqual({ kind: 'cancel-disk-job' });
  await webview.post({ kind: 'aside-more', more: { kind: 'disk-jobs', vm: 'web', events: events.slice(3) } });
  expect(await itemsOf(webview)).toHaveLength(3);
  await webview.post({ kind: 'aside-more', more: { kind: 'snapshots', vm: 'web', events: [] } });
  expect(await itemsOf(webview), 'what belongs to another page changes nothing').toHaveLength(3);
});
