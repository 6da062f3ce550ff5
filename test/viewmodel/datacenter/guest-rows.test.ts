import { describe, expect, test } from 'vitest';
import { DAMAGES, type GuestReport, type GuestSettings } from '../../../src/simulator/index.ts';
import { brokenText, damagesOf } from '../../../src/viewmodel/datacenter/damage-text.ts';
import { backText, guestText } from '../../../src/viewmodel/datacenter/guest-text.ts';
import { vmRow } from '../../../src/viewmodel/datacenter/vm-row.ts';
import { migration, vm } from './worlds.ts';

const KEY_VALUE: GuestSettings = { kind: 'key-value', requestsPerSecond: 100 };

function report(changes: Partial<GuestReport> = {}): GuestReport {
  return { state: 'serving', reason: null, summary: '1024 keys', checksum: '5f3a9c01', facts: { keys: 1024, 'log record': 70_000 }, ...changes };
}

function serverRow(changes: Partial<GuestReport> = {}, state: 'running' | 'paused' = 'running') {
  return vmRow(vm({ name: 'kv', state, guest: KEY_VALUE, guestStepsPerSecond: 100, guestReport: report(changes) }));
}

describe('the row of a server', () => {
  test('shows what it holds, and its checksum', () => {
    expect(serverRow()).toMatchObject({
      description: 'running · 1024 keys · checksum 5f3a9c01 · 1 GiB · 100 requests/s',
      context: 'vm.running.breakable',
      icon: 'vm-running',
    });
    expect(serverRow({}, 'paused').description).toBe('paused · 1024 keys · checksum 5f3a9c01 · 1 GiB');
  });

  test.each([
    ['booting', 'running · booting · 1 GiB · 100 requests/s'],
    ['recovering', 'running · reads its disk · 1 GiB · 100 requests/s'],
  ] as const)('that is %s', (state, description) => {
    expect(serverRow({ state }).description).toBe(description);
  });

  test('that has crashed is red, and says why to eyes and ears', () => {
    expect(serverRow({ state: 'crashed', reason: 'its status page was overwritten' })).toMatchObject({
      description: 'crashed: its status page was overwritten',
      spoken: 'kv, virtual machine on alpha, crashed: its status page was overwritten',
      icon: 'error',
      colour: 'failed',
    });
  });

  test('has all it knows in its tooltip', () => {
    const { tooltip } = serverRow({ state: 'crashed', reason: 'its log | is gone' });
    expect(tooltip).toContain('| Guest is | crashed |\n| Crashed | its log \\| is gone |\n| Its checksum | 5f3a9c01 |\n');
    expect(tooltip).toMatch(/\| Keys \| 1.024 \|\n\| Log record \| 70.000 \|/);
  });

  test('that migrates can still be broken', () => {
    const row = vmRow(vm({ guest: KEY_VALUE, guestReport: report(), migration: migration() }));
    expect(row.context).toBe('vm.running.breakable.migrating');
  });
});

test('a roll back is proven by the checksum of the guest', () => {
  expect(backText('kv', 'Whole', '5f3a9c01', '5f3a9c01')).toBe('kv is back at "Whole": its checksum is 5f3a9c01, as it was then.');
  expect(backText('kv', 'Whole', '5f3a9c01', '00000001')).toBe(
    'kv is not what it was at "Whole": its checksum is 5f3a9c01, and then it was 00000001.',
  );
  expect(backText('kv', 'Whole', '5f3a9c01', undefined)).toBe('kv is back at "Whole": its checksum is 5f3a9c01.');
});

test('what holds no data cannot be broken', () => {
  expect(damagesOf({ kind: 'idle' })).toEqual([]);
  expect(damagesOf({ kind: 'counter', countsPerSecond: 1 })).toEqual([]);
  expect(damagesOf(KEY_VALUE).map(({ damage }) => damage)).toEqual([...DAMAGES]);
  expect(damagesOf({ kind: 'web', requestsPerSecond: 1 }).map(({ damage }) => damage)).toEqual(['wild-writes', 'delete-files']);
});

test.each([
  ['wild-writes', 40, '40 words in the memory of kv are overwritten.'],
  ['delete-files', 3, 'All 3 files of kv are deleted.'],
  ['corrupt-log', 2, '2 records in the log of kv are overwritten.'],
] as const)('%s of %i places', (damage, places, text) => {
  expect(brokenText({ kind: 'vm.broken', vm: 'kv', damage, places })).toBe(text);
});

test.each<[GuestSettings, string]>([
  [{ kind: 'zipf', pagesPerSecond: 100, workingSetPages: 256 }, 'zipf writes, 100/s over 1 MiB'],
  [{ kind: 'phased', phases: [{ seconds: 5, pagesPerSecond: 100, workingSetPages: 1 }, { seconds: 2, pagesPerSecond: 0, workingSetPages: 1 }] },
    'writes in phases: 5 s at 100/s, 2 s at 0/s'],
  [{ kind: 'trace', intervalsPerSecond: 10, intervals: ['0-3', ''] }, 'recorded trace, 2 intervals, 10 a second'],
  [{ kind: 'web', requestsPerSecond: 100 }, 'web server, 100 requests/s of its own'],
  [{ kind: 'scribbler', writesPerSecond: 50 }, 'a program with a wild pointer, 50 writes/s anywhere'],
])('%j', (guest, text) => {
  expect(guestText(guest)).toBe(text);
});
