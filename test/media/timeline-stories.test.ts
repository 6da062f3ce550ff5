import { expect, test } from 'vitest';
import { isMigrationEvent, type TimedMigrationEvent } from '../../src/viewmodel/timeline/timed-event.ts';
import { browserOfTests, expectAccessible, laneOf, traceOf } from './timeline-page.ts';
import { openWebview, type WebviewPage } from './webview-page.ts';

const browser = browserOfTests();

/** A migration of 64 MiB that the simulator has run: a part of it is written again and again, over a link of 20 MB/s. */
function migrated(parameters: object, later: readonly object[] = [], workload = { pagesPerSecond: 3500, workingSet: '16 MiB' }): TimedMigrationEvent[] {
  return traceOf({
    title: 'A story',
    seed: 3,
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '20 MB/s', latency: '200 us' }],
    vms: [{ name: 'web', host: 'alpha', memory: '64 MiB', guest: { kind: 'uniform', ...workload } }],
    commands: [{ at: '0 s', kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { downtimeLimit: '50 ms', ...parameters } }, ...later],
    until: '120 s',
  }).filter(isMigrationEvent);
}

async function open(events: readonly TimedMigrationEvent[]): Promise<WebviewPage> {
  const webview = await openWebview(browser(), 'timeline');
  const entry = { id: 'migration-1', number: 1, vm: 'web', from: 'alpha', to: 'beta', status: 'completed' };
  await webview.post(
    { kind: 'migrations', migrations: [entry], shown: 'migration-1', firstStep: 'migrate' },
    { kind: 'events', migration: 'migration-1', index: 0, events },
  );
  return webview;
}

/** All that the page says, seen or read out. */
function wordsOf({ page }: WebviewPage): Promise<string> {
  return page.evaluate(() => {
    const named = [...document.querySelectorAll('[aria-label], [aria-valuetext], [title]')].filter((element) => element.checkVisibility());
    return [document.body.innerText, ...named.flatMap((element) => [element.ariaLabel, element.ariaValueText, element.getAttribute('title')])].join('\n');
  });
}

test('auto-converge: its steps lie in a lane, and the last is a figure', async () => {
  const throttle = { initialPercent: 20, incrementPercent: 10, maximumPercent: 99, tailSlow: false, triggerPercent: 50 };
  const webview = await open(migrated({ throttle }, [], { pagesPerSecond: 5000, workingSet: '60 MiB' }));
  const steps = await laneOf(webview, 'Throttle');
  expect(steps.length).toBeGreaterThan(1);
  expect(steps[0]).toMatch(/^Auto-converge takes 20 % of its time from web: from .+ to .+\.$/);
  expect(steps[1]).toMatch(/^Auto-converge takes 30 % of its time from web/);
  const last = /takes (\d+ %)/.exec(steps.at(-1) ?? '')?.[1];
  expect(await webview.page.locator('.figure', { hasText: 'Throttle' }).innerText()).toBe(`Throttle\n${last}\ncpu-throttle-percentage`);
  await expectAccessible(webview);
});

test('the dirty limit lies in a lane of its own name, with its figure and a table', async () => {
  const webview = await open(migrated({ dirtyLimit: '4 MB/s', maxBandwidth: '8 MB/s' }, [], { pagesPerSecond: 5000, workingSet: '60 MiB' }));
  const [limited = ''] = await laneOf(webview, 'Dirty limit');
  expect(limited).toMatch(/^The dirty limit lets web write no more than \d+ pages a second: from .+ to .+\.$/);
  expect(await webview.page.locator('.figure', { hasText: 'Dirty limit' }).innerText()).toMatch(/^Dirty limit\n\d+ pages\/s\nvcpu-dirty-limit$/);
  await webview.page.keyboard.press('t');
  await webview.post();
  expect(await webview.page.getByRole('table', { name: 'Slowing down' }).getByRole('rowheader').allInnerTexts()).toEqual([expect.stringMatching(/^\d+ pages\/s$/)]);
});

test('XBZRLE: what was found and missed lies in a lane; the table has it round by round', async () => {
  const webview = await open(migrated({ xbzrleCache: '64 MiB', downtimeLimit: '20 ms' }, [], { pagesPerSecond: 2000, workingSet: '16 MiB' }));
  const words = await laneOf(webview, 'XBZRLE');
  expect(words.length).toBeGreaterThan(1);
  expect(words[0]).toMatch(/^XBZRLE from .+ to .+: of .+ pages? .+ were in the cache \(.+ sent for them, .+ had changed too much\), .+ were not\.$/);
  await expectAccessible(webview);
  await webview.page.keyboard.press('t');
  await webview.post();
  const rows = await webview.page.getByRole('table', { name: 'XBZRLE' }).getByRole('rowheader').allInnerTexts();
  expect([rows[0], rows.at(-1)]).toEqual(['Round 1', 'In all']);
  await expectAccessible(webview);
});

test('the log of another migration has nothing of the one before, however the events come', async () => {
  const webview = await open(migrated({}));
  const events = migrated({ strategy: 'post-copy' }).map((event) => ({ ...event, migration: 'migration-2' }));
  const head = (count: number, index = 0) => ({ kind: 'events', migration: 'migration-2', index, events: events.slice(index, count) }) as const;
  await webview.post(head(3));
  await webview.post(head(events.length, 3));
  const sentences = await webview.page.locator('.log-list .sentence').allInnerTexts();
  const words = await wordsOf(webview);
  expect(sentences[0]).toMatch(/^web starts to move from alpha to beta by post-copy/);
  expect(words).not.toMatch(/pre-copy/i);
});

test('post-copy: page requests have a lane, an interruption is a phase, and no threshold is spoken of', async () => {
  const webview = await open(migrated({ strategy: 'post-copy' }, [
    { at: '1 s', kind: 'link.edit', between: ['alpha', 'beta'], up: false },
    { at: '2 s', kind: 'link.edit', between: ['alpha', 'beta'], up: true },
    { at: '3 s', kind: 'vm.recoverMigration', vm: 'web' },
  ]));
  expect((await laneOf(webview, 'Page requests'))[0]).toMatch(/^\d+ pages? asked for from .+: web stood still .+ for (it|them)\.$/);
  expect((await laneOf(webview, 'Phases')).map((words) => words.split(':')[0])).toEqual(['Setup', 'Stop-and-copy', 'Post-copy', 'Interrupted', 'Post-copy']);
  expect(await laneOf(webview, 'Rounds')).toEqual([expect.stringMatching(/^Push: 64\.0 MiB to send/)]);
  expect(await wordsOf(webview)).toContain('Post-copy goes on over a new link;');
  expect(await wordsOf(webview)).not.toMatch(/threshold|downtime limit|the limit/i);
  await webview.page.keyboard.press('t');
  await webview.post();
  expect(await webview.page.getByRole('table', { name: 'Phases' }).getByRole('row').count()).toBe(6);
});

test('post-copy cannot be cancelled, and one that is interrupted can be recovered', async () => {
  const cut = { at: '1 s', kind: 'link.edit', between: ['alpha', 'beta'], up: false };
  const webview = await open(migrated({ strategy: 'post-copy' }, [cut]));
  const buttons = webview.page.getByRole('group', { name: 'Picture', exact: true });
  expect(await buttons.getByRole('button', { name: 'Cancel migration' }).count()).toBe(0);
  await buttons.getByRole('button', { name: 'Recover migration' }).click();
  expect((await webview.sent()).at(-1)).toEqual({ kind: 'recover' });
  const mended = migrated({ strategy: 'post-copy' }, [cut, { ...cut, at: '2 s', up: true }, { at: '2 s', kind: 'vm.recoverMigration', vm: 'web' }]);
  await webview.post({ kind: 'events', migration: 'migration-1', index: 0, events: mended.filter(({ time }) => time < 2.5e9) });
  expect(await buttons.getByRole('button', { name: /migration$/ }).count()).toBe(0);
});

test('hybrid: rounds, then a push', async () => {
  const webview = await open(migrated({ strategy: 'hybrid', postCopyAfterRounds: 2 }));
  expect((await laneOf(webview, 'Phases')).map((words) => words.split(':')[0])).toEqual(['Setup', 'Pre-copy', 'Stop-and-copy', 'Post-copy']);
  const rounds = await laneOf(webview, 'Rounds');
  expect(rounds[0]).toMatch(/^Round 1: 64\.0 MiB to send/);
  expect(rounds.at(-1)).toMatch(/^Push: /);
  expect(await wordsOf(webview)).toContain('post-copy after 2 rounds');
});

test.each([
  ['xen-2004', / of at most 29 is sent, .+ pages dirty, not fewer than 50: one more round\./],
  ['xen-4.10', /Round 5 is sent, the last one, with .+ pages dirty: stop web and send the rest\./],
  ['cloud-hypervisor', /MiB pending would take .+ at the .+ of round 1, longer than the limit of 50 ms: one more round\./],
  ['virtualbox', /pages dirty after round 1, .+ on average of 4 rounds, .+ of 64, which is no lull: one more round\./],
  ['fixed-rounds', /5 rounds done, .+ pending: stop web and send the rest\./],
])('%s: its own numbers, and no threshold', async (stopRule, sentence) => {
  const words = await wordsOf(await open(migrated({ stopRule })));
  expect(words).toMatch(sentence);
  expect(words).not.toMatch(/threshold/i);
});
