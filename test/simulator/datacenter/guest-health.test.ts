import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { Damage } from '../../../src/simulator/machine/damage.ts';
import type { GuestSettings } from '../../../src/simulator/machine/guest-settings.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';

const SECOND = 1_000_000_000;
const KEY_VALUE: GuestSettings = { kind: 'key-value', requestsPerSecond: 200 };

function running(guest: GuestSettings, seed = 1): DataCenter {
  const dataCenter = new DataCenter(seed);
  dataCenter.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 64 * MEBIBYTE });
  expect(dataCenter.apply({ kind: 'vm.create', vm: 'kv', host: 'alpha', memoryBytes: 2 * MEBIBYTE, guest })).toMatchObject({ ok: true });
  dataCenter.apply({ kind: 'vm.start', vm: 'kv' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: 3 * SECOND });
  return dataCenter;
}

function vmOf(dataCenter: DataCenter) {
  return dataCenter.inventory().hosts[0]!.vms[0]!;
}

function crashes(dataCenter: DataCenter) {
  return dataCenter.trace.filter(({ kind }) => kind === 'vm.guest-crashed');
}

describe('a server in a VM', () => {
  test('has a disk with files on shared storage where nothing is said', () => {
    expect(vmOf(running(KEY_VALUE)).disk).toEqual({ bytes: 16 * MEBIBYTE, files: true, shared: true });
  });

  test('tells how it is', () => {
    const { guestReport } = vmOf(running(KEY_VALUE));
    expect(guestReport).toMatchObject({ state: 'serving', reason: null });
    expect(guestReport?.checksum).toMatch(/^[0-9a-f]{8}$/);
  });

  test('says nothing while it is stopped, and what it was while it is paused', () => {
    const dataCenter = running(KEY_VALUE);
    dataCenter.apply({ kind: 'vm.pause', vm: 'kv' });
    const paused = vmOf(dataCenter).guestReport;
    expect(paused?.state).toBe('serving');
    dataCenter.apply({ kind: 'vm.stop', vm: 'kv' });
    expect(vmOf(dataCenter).guestReport).toBeNull();
  });

  test('is refused a disk without files', () => {
    const dataCenter = new DataCenter(1);
    dataCenter.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 64 * MEBIBYTE });
    expect(
      dataCenter.apply({ kind: 'vm.create', vm: 'kv', host: 'alpha', memoryBytes: 2 * MEBIBYTE, guest: KEY_VALUE, disk: { bytes: MEBIBYTE } }),
    ).toEqual({
      ok: false,
      refusal: 'A server keeps its data in files, so that it needs a disk with files: add "files": true to the disk, or leave it out.',
    });
  });

  test('comes up again after power was off, with what was on its disk', () => {
    const dataCenter = running(KEY_VALUE);
    const flushed = vmOf(dataCenter).guestReport?.facts['log records on disk'];
    dataCenter.apply({ kind: 'vm.stop', vm: 'kv' });
    dataCenter.apply({ kind: 'vm.start', vm: 'kv' });
    dataCenter.apply({ kind: 'world.advance', nanoseconds: 3 * SECOND });
    const { guestReport } = vmOf(dataCenter);
    expect(guestReport).toMatchObject({ state: 'serving', facts: { 'records recovered at boot': flushed } });
  });
});

const CASES: readonly (readonly [string, GuestSettings, Damage])[] = [
  ['a key-value server', KEY_VALUE, 'wild-writes'],
  ['a key-value server', KEY_VALUE, 'delete-files'],
  ['a key-value server', KEY_VALUE, 'corrupt-log'],
  ['a web server', { kind: 'web', requestsPerSecond: 200 }, 'wild-writes'],
  ['a web server', { kind: 'web', requestsPerSecond: 200 }, 'delete-files'],
];

describe.each(CASES)('%s %j after %s', (_name, guest, damage) => {
  test('crashes, and says so once; rolled back, it serves as if nothing had happened', () => {
    const undisturbed = running(guest);
    const dataCenter = running(guest);
    for (const each of [undisturbed, dataCenter]) {
      each.apply({ kind: 'vm.snapshot', vm: 'kv' });
      each.apply({ kind: 'world.advance', nanoseconds: SECOND });
    }
    const broken = dataCenter.apply({ kind: 'vm.break', vm: 'kv', damage });
    expect(broken).toMatchObject({ ok: true, events: [{ kind: 'vm.broken', vm: 'kv', damage }] });
    dataCenter.apply({ kind: 'world.advance', nanoseconds: 5 * SECOND });
    const { guestReport } = vmOf(dataCenter);
    expect(guestReport?.state).toBe('crashed');
    expect(crashes(dataCenter)).toMatchObject([{ vm: 'kv', reason: guestReport?.reason }]);

    for (const each of [undisturbed, dataCenter]) {
      each.apply({ kind: 'snapshot.rollback', vm: 'kv', snapshot: 'snapshot-1' });
      each.apply({ kind: 'world.advance', nanoseconds: 10 * SECOND });
    }
    const [{ checksum } = { checksum: undefined }] = dataCenter.trace.filter((event) => event.kind === 'snapshot.rolled-back');
    expect(checksum).toMatch(/^[0-9a-f]{8}$/);
    expect(checksum, 'the guest itself says that it is what it was').toBe(vmOf(dataCenter).snapshots[0]?.checksum);
    expect(vmOf(dataCenter).guestReport).toEqual(vmOf(undisturbed).guestReport);
    expect(vmOf(dataCenter).guestReport?.state).toBe('serving');
    expect(dataCenter.stateHash('kv')).toBe(undisturbed.stateHash('kv'));
    expect(crashes(dataCenter)).toHaveLength(1);
  });
});

describe('breaking a VM is refused', () => {
  test.each<[string, GuestSettings, Damage, string]>([
    ['whose guest holds nothing', { kind: 'counter', countsPerSecond: 10 }, 'wild-writes',
      'The guest of VM "kv" holds nothing that could break: break a VM with a key-value server or a web server.'],
    ['whose guest has no log', { kind: 'web', requestsPerSecond: 10 }, 'corrupt-log',
      'The guest of VM "kv" has no log: choose one of wild-writes, delete-files.'],
  ])('%s', (_what, guest, damage, refusal) => {
    expect(running(guest).apply({ kind: 'vm.break', vm: 'kv', damage })).toEqual({ ok: false, refusal });
  });

  test('that is stopped', () => {
    const dataCenter = running(KEY_VALUE);
    dataCenter.apply({ kind: 'vm.stop', vm: 'kv' });
    expect(dataCenter.apply({ kind: 'vm.break', vm: 'kv', damage: 'wild-writes' })).toEqual({
      ok: false,
      refusal: 'VM "kv" is stopped: start it before you break it.',
    });
  });
});

test('a crash that was told of is not told again by the restored world, and one that was not is', () => {
  const dataCenter = running(KEY_VALUE);
  dataCenter.apply({ kind: 'vm.break', vm: 'kv', damage: 'delete-files' });
  const early = DataCenter.restore(structuredClone(dataCenter.save()));
  for (const each of [dataCenter, early]) each.apply({ kind: 'world.advance', nanoseconds: 3 * SECOND });
  const late = DataCenter.restore(structuredClone(dataCenter.save()));
  late.apply({ kind: 'world.advance', nanoseconds: SECOND });
  expect([dataCenter, early, late].map((each) => crashes(each).length)).toEqual([1, 1, 1]);
  expect(crashes(early)).toEqual(crashes(dataCenter));
});

test('a crashed server answers no client, and all that have waited when it is rolled back', () => {
  const dataCenter = running(KEY_VALUE);
  dataCenter.apply({ kind: 'host.add', host: 'beta', memoryBytes: 64 * MEBIBYTE });
  dataCenter.apply({ kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 10_000_000 });
  dataCenter.apply({ kind: 'vm.attachClients', vm: 'kv', requestsPerSecond: 100 });
  dataCenter.apply({ kind: 'vm.snapshot', vm: 'kv' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: SECOND });
  /** What clients saw during a migration, which is when the trace tells. */
  const samples = (to: string) => {
    const before = dataCenter.trace.length;
    dataCenter.apply({ kind: 'vm.migrate', vm: 'kv', to });
    dataCenter.apply({ kind: 'world.advance', nanoseconds: 4 * SECOND });
    return dataCenter.trace.slice(before).flatMap((event) => (event.kind === 'service.sample' ? [event] : []));
  };
  expect(samples('beta').reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(200);

  dataCenter.apply({ kind: 'vm.break', vm: 'kv', damage: 'delete-files' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: SECOND });
  const crashed = samples('alpha').slice(1);
  expect(crashed.length).toBeGreaterThan(20);
  expect(crashed.every(({ answered }) => answered === 0)).toBe(true);

  dataCenter.apply({ kind: 'snapshot.rollback', vm: 'kv', snapshot: 'snapshot-1' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: SECOND });
  expect(samples('beta').every(({ answered }) => answered > 0)).toBe(true);
});

test('a server without its files crashes anew each time it is started, for the same reason', () => {
  const dataCenter = running(KEY_VALUE);
  dataCenter.apply({ kind: 'vm.break', vm: 'kv', damage: 'delete-files' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: 2 * SECOND });
  dataCenter.apply({ kind: 'vm.stop', vm: 'kv' });
  dataCenter.apply({ kind: 'vm.start', vm: 'kv' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: SECOND });
  expect(crashes(dataCenter)).toMatchObject([{ reason: 'its files are gone from the disk' }, { reason: 'its files are gone from the disk' }]);
});

test('started anew after a crash of memory alone, it recovers; a crash in its new life is told of again', () => {
  const dataCenter = running(KEY_VALUE);
  for (let life = 0; life < 2; life++) {
    dataCenter.apply({ kind: 'vm.break', vm: 'kv', damage: 'wild-writes' });
    dataCenter.apply({ kind: 'world.advance', nanoseconds: 5 * SECOND });
    dataCenter.apply({ kind: 'vm.stop', vm: 'kv' });
    dataCenter.apply({ kind: 'vm.start', vm: 'kv' });
    dataCenter.apply({ kind: 'world.advance', nanoseconds: 5 * SECOND });
    expect(vmOf(dataCenter).guestReport?.state).toBe('serving');
  }
  expect(crashes(dataCenter)).toHaveLength(2);
});
