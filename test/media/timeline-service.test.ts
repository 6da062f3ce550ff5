import { expect, test } from 'vitest';
import { parseScenario, runScenario, type WorldEvent } from '../../src/simulator/index.ts';
import { browserOfTests, expectAccessible, laneOf, openMigration } from './timeline-page.ts';

const browser = browserOfTests();

/** A migration of a served VM that the simulator has run, over a link of 20 MB/s. */
function migrated(): readonly WorldEvent[] {
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
  return runScenario({
    ...scenario, commands: [{ at: 0, path: [], command: { kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 500 } }, ...scenario.commands],
  }).world.trace;
}

test('clients: throughput, latency, the outage and the announcement lie in a lane; the table and the log tell them', async () => {
  const webview = await openMigration(browser(), migrated());
  const { page } = webview;
  const words = await laneOf(webview, 'Service');
  expect(words.at(0)).toMatch(/^From 0 ms to .+: [45]\d\d answers a second, 99 of 100 within .+\.$/);
  expect(words).toContainEqual(expect.stringMatching(/: clients got no answer\.$/));
  expect(words.at(-1)).toMatch(/^Outage from .+: clients do not reach web; clients waited up to \d+ ms\.$/);
  expect(await page.locator('.announcement-line').getAttribute('visibility')).toBe('inherit');
  expect(await page.getByRole('main').innerText()).toMatch(/Clients waited up to \d+ ms\./);
  await page.keyboard.press('t');
  await webview.post();
  expect(await page.getByRole('table', { name: 'Service' }).getByRole('rowheader').allInnerTexts()).toEqual(['Before the outage', 'Outage', 'After the outage']);
  await expectAccessible(webview);
});
