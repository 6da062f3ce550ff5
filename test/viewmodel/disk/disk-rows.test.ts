import { expect, test } from 'vitest';
import { DataCenter, type DiskSettings, GIBIBYTE, MEBIBYTE } from '../../../src/simulator/index.ts';
import type { Row } from '../../../src/viewmodel/datacenter/row.ts';
import { diskRows } from '../../../src/viewmodel/disk/disk-rows.ts';
import { bytesToCommit, bytesToStream, costText, jobEndText, jobTitle } from '../../../src/viewmodel/disk/disk-text.ts';

function worldWith(bytes: number, files = false, writes: Partial<DiskSettings> = {}): DataCenter {
  const world = new DataCenter(1);
  for (const command of [
    { kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE },
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk: { bytes, ...writes, ...(files && { files }) } },
    { kind: 'vm.start', vm: 'web' },
  ] as const) expect(world.apply(command)).toMatchObject({ ok: true });
  return world;
}

function vmIn(world: DataCenter) {
  const [vm] = world.inventory().hosts[0]?.vms ?? [];
  if (vm === undefined) throw new Error('There is one.');
  return vm;
}

function lines(rows: readonly Row[], depth = 0): string[] {
  return rows.flatMap((row) => [`${'  '.repeat(depth)}${row.label} (${row.description}) ${row.context}`, ...lines(row.children, depth + 1)]);
}

const step = (world: DataCenter, seconds: number) => world.apply({ kind: 'world.advance', nanoseconds: seconds * 1e9 });

test('a disk of one image is one row', () => {
  expect(lines(diskRows(vmIn(worldWith(64 * MEBIBYTE, true))))).toEqual(['Disk (64 MiB · one image) disk.files']);
});

test('images stand under the one that backs them, with who holds them', () => {
  const world = worldWith(GIBIBYTE);
  for (const kind of ['vm.snapshot', 'vm.snapshot'] as const) {
    world.apply({ kind, vm: 'web' });
    step(world, 1);
  }
  world.apply({ kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
  step(world, 1);
  expect(lines(diskRows(vmIn(world)))).toEqual([
    'Disk (1 GiB · chain of 2) disk.chained',
    '  base (1 GiB · "Snapshot 1") image.below',
    '    overlay-3 (0 B · written) image.top',
    '    overlay-1 (0 B · "Snapshot 2") image.other',
  ]);
  const spoken = diskRows(vmIn(world))[0]?.children[0]?.children[1]?.spoken;
  expect(spoken).toBe('overlay-1, image of the disk of web, 0 B · "Snapshot 2"');
});

test('a job shows in the row; garbage shows in its image', () => {
  const world = worldWith(GIBIBYTE, false, { writesPerSecond: 1, workingSetBytes: MEBIBYTE });
  world.apply({ kind: 'vm.snapshot', vm: 'web' });
  step(world, 1);
  world.apply({ kind: 'disk.copy', vm: 'web', bytesPerSecond: GIBIBYTE / 64 });
  step(world, 16);
  expect(lines(diskRows(vmIn(world)))[0]).toBe('Disk (copy 25 % · 48 s left) disk.job.chained');
  world.apply({ kind: 'disk.cancelJob', vm: 'web' });
  world.apply({ kind: 'disk.commit', vm: 'web', force: true });
  step(world, 1);
  expect(lines(diskRows(vmIn(world)))).toEqual([
    'Disk (1 GiB · one image) disk',
    '  base (1 GiB · written) image.top',
    '  base (1 GiB · "Snapshot 1" · garbage) image.other.damaged',
  ]);
});

test('what copying costs', () => {
  const world = worldWith(GIBIBYTE);
  world.apply({ kind: 'disk.overlay', vm: 'web' });
  const { chain } = vmIn(world);
  if (chain === undefined) throw new Error('There is one.');
  expect([bytesToCommit(chain, 'base'), bytesToCommit(chain, 'other'), bytesToStream(chain, null)]).toEqual([0, null, GIBIBYTE]);
  expect(costText(1024 * GIBIBYTE, 500e6)).toBe('1 TiB at 500 MB/s: 36 min 39 s, longer if the VM writes meanwhile.');
});

test('what came of a job', () => {
  const job = { vm: 'web', operation: 'commit' } as const;
  expect(jobTitle('web', { operation: 'commit', base: 'base' })).toBe('Committing the disk of web into base');
  expect(jobEndText({ kind: 'disk.job-completed', ...job, image: 'base', copiedBytes: MEBIBYTE, duration: 2e9, damaged: ['overlay-1'] })).toBe(
    'The commit of the disk of web copied 1 MiB in 2 s; base is written from now on. overlay-1 holds garbage now.',
  );
  expect(jobEndText({ kind: 'disk.job-cancelled', ...job, doneBytes: MEBIBYTE, totalBytes: GIBIBYTE })).toBe(
    'The commit of the disk of web is given up after 1 MiB; the disk reads as before.',
  );
});
