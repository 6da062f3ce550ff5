import { expect, test } from 'vitest';
import { DataCenter } from '../../../../src/simulator/index.ts';
import { isSnapshotEvent, snapshotRuns } from '../../../../src/viewmodel/timeline/snapshot/snapshot-run.ts';
import { logTimeTicks, shareOfBytes, shareOfTime } from '../../../../src/viewmodel/timeline/snapshot/snapshot-scale.ts';
import { methodsInWords, monitorFigures, snapshotCells, snapshotInWords } from '../../../../src/viewmodel/timeline/snapshot/snapshot-words.ts';

/** A VM of which snapshots are taken by each method, one of them given up and one failing. */
function runs() {
  const world = new DataCenter(1);
  const guest = { kind: 'sequential' as const, pagesPerSecond: 100, workingSetPages: 50 };
  world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 26 });
  world.apply({ kind: 'storage.edit', bytesPerSecond: 10_000_000 });
  world.apply({ kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 2 ** 22, guest });
  world.apply({ kind: 'vm.start', vm: 'web' });
  world.apply({ kind: 'vm.snapshot', vm: 'web', name: 'shared' });
  world.apply({ kind: 'world.advance', nanoseconds: 6e9 });
  world.apply({ kind: 'vm.snapshot', vm: 'web', name: 'copied', method: 'full-copy' });
  world.apply({ kind: 'world.advance', nanoseconds: 1e9 });
  world.apply({ kind: 'vm.snapshot', vm: 'web', name: 'filed', method: 'background' });
  world.apply({ kind: 'world.advance', nanoseconds: 1e9 });
  world.apply({ kind: 'vm.snapshot', vm: 'web', name: 'given up', method: 'background' });
  world.apply({ kind: 'world.advance', nanoseconds: 1e8 });
  world.apply({ kind: 'vm.cancelSnapshot', vm: 'web' });
  world.apply({ kind: 'vm.snapshot', vm: 'web', name: 'broken', method: 'background' });
  world.apply({ kind: 'storage.edit', works: false });
  world.apply({ kind: 'world.advance', nanoseconds: 1e8 });
  return snapshotRuns(world.trace.filter((event) => isSnapshotEvent(event, 'web')));
}

test('each snapshot is told from its start to what it cost later', () => {
  const all = runs();
  expect(all.map(({ name, status, copiedBytes }) => [name, status, copiedBytes])).toEqual([
    ['shared', 'taken', 0],
    ['copied', 'taken', 4_194_304],
    ['filed', 'taken', 1024 * 4104 + 34_900],
    ['given up', 'cancelled', expect.any(Number)],
    ['broken', 'failed', expect.any(Number)],
  ]);
  expect(all[0]?.copies.at(-1)).toEqual({ time: 5_000_700_000, copiedPages: 50, copiedBytes: 204_800 });
  expect(all[2]?.saving.at(-1)).toMatchObject({ savedPages: 1024, remainingPages: 0 });
});

test('it is said in cells and sentences', () => {
  const [shared, copied, filed, , broken] = runs();
  if (!shared || !copied || !filed || !broken) throw new Error('Snapshots are missing.');
  expect(snapshotCells(shared)).toEqual(['shared', 'copy on write', '700 µs', '700 µs', '0 B', '–', '50 pages (200 KiB) by 5.00 s']);
  expect(snapshotCells(copied)).toEqual(['copied', 'full copy', '1.75 ms', '1.75 ms', '4.00 MiB', '–', 'nothing']);
  expect(snapshotInWords(broken)).toContain('The shared storage does not work: Input/output error.');
  expect(snapshotCells(broken)[0]).toBe('broken (failed)');
  expect(methodsInWords([shared, copied])).toBe('The full copy stopped the VM 2.5 times as long as copy on write.');
  expect(methodsInWords([shared])).toContain('"Take Snapshot As…"');
  expect(monitorFigures(filed)).toContainEqual(['ram.normal', '1 024']);
  expect(monitorFigures(shared)).toEqual([]);
});

test('the axis of time and the height of bytes are logarithmic', () => {
  expect([0, 100_000, 1e9, 5e9].map((time) => shareOfTime(time, 1e9))).toEqual([0, 0, 1, 1]);
  expect(shareOfTime(1e7, 1e9)).toBeCloseTo(0.5);
  expect(logTimeTicks(1e9).map(({ label }) => label)).toEqual(['100 µs', '1.00 ms', '10.0 ms', '100 ms', '1.00 s']);
  expect([0, 4096 * 1023, 4096 * 5000].map((bytes) => shareOfBytes(bytes, 4096 * 1023))).toEqual([0, 1, 1]);
});
