import { expect, test } from 'vitest';
import type { IntervalComparison } from '../../src/viewmodel/replication/interval-trials.ts';
import { isReplicationRunEvent } from '../../src/viewmodel/replication/replication-run.ts';
import { browserOfTests, expectAccessible, expectWaysOut, itemsOf, openAside, traceOf } from './timeline-page.ts';

const browser = browserOfTests();

function replicationEvents() {
  return traceOf({
    title: 'Replicated',
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '100 MB/s' }],
    vms: [{ name: 'web', host: 'alpha', memory: '16 MiB', guest: { kind: 'uniform', pagesPerSecond: 2000, workingSet: '8 MiB' } }],
    commands: [
      { at: '0 s', kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 200 },
      { at: '1 s', kind: 'vm.replicate', vm: 'web', to: 'beta', every: '50 ms' },
      { at: '3 s', kind: 'host.fail', host: 'alpha' },
    ],
    until: '5 s',
  }).filter((event) => isReplicationRunEvent(event, 'web'));
}

const figures = { checkpoints: 11, sentBytes: 3000, firstCopyBytes: 1000, firstCopyTime: 5, protectedTime: 1e9, pauseTime: 1e7, commitTime: 1e8, dirtyPages: 50 };
const comparison: IntervalComparison = {
  vm: 'web', to: 'beta', duration: 5e9,
  trials: [
    { everyMilliseconds: 10, figures: { ...figures, pauseTime: 8e7 }, medianLatency: 12e6, p99Latency: 20e6 },
    { everyMilliseconds: 100, figures, medianLatency: 60e6, p99Latency: 99e6 },
  ],
};

test('a replication lies over time with its fail-over, and intervals side by side, for eye, ear and keyboard', async () => {
  const webview = await openAside(browser(), { kind: 'replication', vm: 'web', events: replicationEvents(), comparison });
  const { page } = webview;
  const main = page.getByRole('main');
  expect(await main.getByRole('heading').innerText()).toBe('Replication of web');
  expect(await page.getByRole('status').first().innerText()).toContain('beta took over after');
  const names = await itemsOf(webview);
  expect(names).toEqual([
    expect.stringMatching(/^Pauses: how long the guest stood still for each checkpoint, at most .+\.$/),
    expect.stringMatching(/^Dirty pages: /),
    expect.stringMatching(/^Confirmed after: /),
    expect.stringMatching(/^Clients, p99: /),
    'Every 10 ms: the guest stands still 8.00 % of its time; half of the clients’ answers take 12.0 ms or less.',
    'Every 100 ms: the guest stands still 1.00 % of its time; half of the clients’ answers take 60.0 ms or less.',
  ]);
  expect(await page.getByRole('table', { name: 'Latest checkpoints' }).getByRole('row').count()).toBe(21);
  expect(await page.getByRole('table', { name: 'Intervals' }).getByRole('row').count()).toBe(3);
  expect(await page.getByRole('button', { name: /^Fail over/ }).count(), 'there is nothing to go over to any more').toBe(0);
  await expectAccessible(webview);
  await expectWaysOut(webview);
});
