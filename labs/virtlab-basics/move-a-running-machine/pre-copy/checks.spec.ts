import { expect, test } from 'vitest';
import { milliseconds, type MigrationTrial, PAGE_BYTES, runMigration, type TrialSettings } from 'virtlab';
import { preCopy, type PreCopySettings } from './pre-copy.ts';

const SETTINGS: PreCopySettings = { downtimeLimit: milliseconds(3), mostRounds: 10 };

function migrate(settings: Partial<PreCopySettings> = {}, world: Partial<TrialSettings> = {}): MigrationTrial {
  return runMigration((ports) => preCopy(ports, { ...SETTINGS, ...settings }), world);
}

/** Dirties pages faster than the link carries them. */
const WILD: Partial<TrialSettings> = {
  guest: { kind: 'sequential', pagesPerSecond: 60_000, workingSetPages: 4_096 },
};

const COUNTER: Partial<TrialSettings> = {
  memoryBytes: 512 * PAGE_BYTES,
  guest: { kind: 'counter', countsPerSecond: 50_000 },
};

test('the VM runs during round 1', () => {
  const { effects, pageCount } = migrate();
  const pause = effects.findIndex(({ kind, machine }) => kind === 'pause' && machine === 'source');
  const before = effects.slice(0, pause === -1 ? undefined : pause);
  const sent = before.reduce((sum, { kind, pages }) => sum + (kind === 'send' ? pages : 0), 0);
  expect(sent >= pageCount, `${sent} of ${pageCount} pages were sent before the source was paused; all of them`).toBe(true);
});

test('later rounds send dirty pages only', () => {
  const { pagesSent, pageCount } = migrate();
  expect(pagesSent, 'pages sent, more than are in memory').toBeGreaterThan(pageCount);
  expect(pagesSent, 'pages sent, less than twice the memory').toBeLessThan(2 * pageCount);
});

test('no page is stale at the destination', () => {
  expect(migrate().differingPages, 'pages that differ from the source at its pause').toBe(0);
  expect(migrate({}, COUNTER).differingPages, 'pages that differ, with a guest that counts').toBe(0);
  expect(migrate({ mostRounds: 3 }, WILD).differingPages, 'pages that differ, with a wild guest').toBe(0);
});

test('the downtime limit is kept', () => {
  const { downtime } = migrate();
  expect(downtime, 'the downtime: the source was paused and the destination resumed').not.toBeNull();
  const milliseconds = Math.round((downtime ?? 0) / 1e6);
  expect(milliseconds, 'downtime in ms: a limit of 3 ms for the pages, and up to 5 ms for all else').toBeLessThanOrEqual(8);
});

test('it does not go on longer than it has to', () => {
  const { dirtySyncCount } = migrate({ downtimeLimit: milliseconds(100) });
  expect(dirtySyncCount, 'dirty log collected, with a downtime limit of 100 ms: after round 1 and after the pause').toBe(2);
});

test('it ends when the workload does not converge', () => {
  const { dirtySyncCount } = migrate({ mostRounds: 4 }, WILD);
  expect(dirtySyncCount, 'dirty log collected: once after each of 4 rounds, once after the pause').toBe(5);
});

test('the VM is handed over', () => {
  const { source, destination, deviceStateArrived } = migrate();
  expect(destination, 'the destination after the migration').toBe('running');
  expect(source, 'the source after the migration').toBe('paused');
  expect(deviceStateArrived, 'registers and devices of the destination equal those of the source').toBe(true);
});
