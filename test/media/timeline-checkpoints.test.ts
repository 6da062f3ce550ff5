import { expect, test } from 'vitest';
import { DataCenter, type WorldEvent } from '../../src/simulator/index.ts';
import { isCheckpointEvent } from '../../src/viewmodel/timeline/checkpoints/checkpoint-run.ts';
import { browserOfTests, expectAccessible, expectWaysOut, itemsOf, openAside } from './timeline-page.ts';

const browser = browserOfTests();

/** Without and with pre-dumps, one that is given up, and two restores, one of them with lazy pages. */
function trace(): readonly WorldEvent[] {
  const world = new DataCenter(1);
  const pass = (milliseconds: number) => world.apply({ kind: 'world.advance', nanoseconds: milliseconds * 1e6 });
  world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 30 });
  world.apply({ kind: 'container.create', container: 'box', host: 'alpha' });
  world.apply({ kind: 'container.start', container: 'box' });
  world.apply({ kind: 'container.type', container: 'box', terminal: 't', text: 'stress --vm-bytes 48M --vm-keep --vm-rate 32M --timeout 1000 &\n' });
  pass(1000);
  world.apply({ kind: 'container.checkpoint', container: 'box', leaveRunning: true });
  pass(1000);
  world.apply({ kind: 'container.checkpoint', container: 'box' });
  pass(20);
  world.apply({ kind: 'container.cancelCheckpoint', container: 'box' });
  world.apply({ kind: 'container.checkpoint', container: 'box', preDumps: 2 });
  pass(1000);
  world.apply({ kind: 'container.delete', container: 'box' });
  world.apply({ kind: 'container.restore', checkpoint: 'box-2' });
  pass(1000);
  world.apply({ kind: 'container.stop', container: 'box' });
  world.apply({ kind: 'container.delete', container: 'box' });
  world.apply({ kind: 'container.restore', checkpoint: 'box-2', lazyPages: true });
  pass(1000);
  return world.trace;
}

test('checkpoints and restores lie side by side with when the container stood still, for eye, ear and keyboard', async () => {
  const events = trace().filter((event) => isCheckpointEvent(event, 'box'));
  const webview = await openAside(browser(), { kind: 'checkpoints', container: 'box', events });
  const { page } = webview;
  expect(await page.getByRole('main').getByRole('heading').innerText()).toBe('Checkpoints of box');
  expect(await itemsOf(webview)).toEqual([
    expect.stringMatching(/^box-1: it stood still for (.+) of \1\. Memory: nothing while it ran, 48\.0 MiB while it stood still\. Saved .+ MiB\.$/),
    expect.stringMatching(/^box-2: .+ Memory: nothing while it ran, nothing while it stood still\. Given up, and the container ran on\.$/),
    expect.stringMatching(/^box-2 \(2 pre-dumps\): .+ Memory: .+ MiB while it ran, .+ while it stood still\. Saved .+ MiB\.$/),
    expect.stringMatching(/^box-2 restored on alpha: .+ Memory: nothing while it ran, 48\.0 MiB while it stood still\. Runs\.$/),
    expect.stringMatching(/^box-2 restored on alpha \(lazy pages\): .+ Memory: 48\.0 MiB while it ran, nothing while it stood still\. Runs, waited for .+ pages?\.$/),
  ]);
  expect(await page.getByRole('status').first().innerText()).toMatch(/^box ran again after .+ As a whole it took .+ times as long until it ran as with lazy pages\.$/);
  expect(await page.getByRole('table', { name: 'Checkpoints and restores' }).getByRole('row').count()).toBe(6);
  expect(await page.locator('.checkpoint').nth(2).locator('.checkpoint-still rect').count(), 'two pre-dumps and the last dump').toBe(3);
  expect((await page.locator('.checkpoint').first().boundingBox())?.height ?? 0).toBeGreaterThan(20);
  await expectAccessible(webview);
  await expectWaysOut(webview);
});

test('one that is under way is cancelled by a button, and what comes of it is added', async () => {
  const events = trace().filter((event) => isCheckpointEvent(event, 'box'));
  const webview = await openAside(browser(), { kind: 'checkpoints', container: 'box', events: events.slice(0, 3) });
  const { page } = webview;
  expect(await page.getByRole('status').first().innerText()).toBe('box stands still while the rest is written.');
  await page.getByRole('button', { name: 'Cancel checkpoint' }).click();
  await webview.post();
  expect(await webview.sent()).toContainEqual({ kind: 'cancel-checkpoint' });
  await webview.post({ kind: 'aside-more', more: { kind: 'checkpoints', container: 'box', events: events.slice(3) } });
  expect(await itemsOf(webview)).toHaveLength(5);
  expect(await page.getByRole('button', { name: 'Cancel checkpoint' }).count(), 'there is nothing to cancel').toBe(0);
  await webview.post({ kind: 'aside-more', more: { kind: 'checkpoints', container: 'other', events } });
  expect(await itemsOf(webview), 'what belongs to another container changes nothing').toHaveLength(5);
});
