import { expect, test } from 'vitest';
import { EventQueue } from '../../../src/simulator/kernel/event-queue.ts';
import { type ProcessEnd, RunningProcess } from '../../../src/simulator/kernel/process.ts';
import { milliseconds } from '../../../src/simulator/kernel/time.ts';
import { MEASURED_COSTS } from '../../../src/simulator/machine/costs.ts';
import { VirtualFile } from '../../../src/simulator/machine/drivers/virtual-file.ts';
import { virtualTimeHandler } from '../../../src/simulator/machine/drivers/virtual-time.ts';
import { SnapshotFile } from '../../../src/simulator/machine/ports/snapshot-file.ts';
import { sequentialWorkload } from '../../../src/simulator/machine/guests/workloads.ts';
import { SharedStorage, type StorageSettings } from '../../../src/simulator/machine/shared-storage.ts';
import { ModelMachine } from '../../../src/simulator/machine/model-machine.ts';
import { Clock } from '../../../src/simulator/machine/ports/clock.ts';
import type { Effect } from '../../../src/simulator/machine/ports/effect.ts';
import { SnapshotMachine } from '../../../src/simulator/machine/ports/snapshot-machine.ts';
import { PageTable, type PageTableImage } from '../../../src/simulator/memory/page-table.ts';
import { BackgroundProgress } from '../../../src/simulator/snapshot/background-progress.ts';
import type { BackgroundReport } from '../../../src/simulator/snapshot/background-report.ts';
import { type FiledSnapshot, saveInBackground } from '../../../src/simulator/snapshot/background-snapshot.ts';

/**
 * A machine of 1000 filled pages whose guest writes pages 900, 901, ... one every 10 ms from the first of them on. Its
 * storage takes a page of 4104 bytes in 4104 ns; stopping takes 20 ns, protecting 1000 pages 2000 ns, a fault 500 ns.
 */
function savedMachine(storageSettings: Partial<StorageSettings> = {}, pagesPerSecond = 100) {
  const queue = new EventQueue();
  const guest = sequentialWorkload({ kind: 'sequential', pagesPerSecond, workingSetPages: 100, firstPage: 900 });
  const costs = { ...MEASURED_COSTS, stop: 20, protectPage: 2, writeFault: 500, deviceStateBytes: 1000 };
  const machine = new ModelMachine(queue, guest, 1000, costs);
  machine.memory.table.fillWith(Uint32Array.from({ length: machine.memory.table.pagesPerLeaf }, (_, index) => index + 1));
  machine.resume();
  const storage = new SharedStorage({ bytesPerSecond: 1e9, freeBytes: 1e9, works: true, ...storageSettings });
  const progress = new BackgroundProgress(1000, 0);
  const reports: BackgroundReport[] = [];
  const faults: string[] = [];
  const file = new VirtualFile(queue, machine, storage, { normal: 4104, zero: 9 }, {
    onFault: (page) => faults.push(`${queue.now}: ${page}`),
    onArrival: (page, blocked) => {
      progress.faulted(blocked);
      faults.push(`${queue.now}: ${page} after ${blocked}`);
    },
  });
  const run: { end: ProcessEnd<FiledSnapshot> | null } = { end: null };
  const process = new RunningProcess<Effect, FiledSnapshot>(
    saveInBackground({
      machine: new SnapshotMachine(1000), file: new SnapshotFile(), clock: new Clock(), progress, quiesce: false,
      report: (report) => reports.push(report),
    }),
    virtualTimeHandler({ queue, source: machine, file }),
    (end) => (run.end = end),
  );
  return { queue, machine, storage, progress, reports, faults, process, run };
}

function filed(run: { end: ProcessEnd<FiledSnapshot> | null }): FiledSnapshot {
  if (run.end?.ok !== true) throw new Error('The snapshot has not been saved.');
  return run.end.value;
}

test('the machine stands still for its stop and the protection alone, and memory is written while it runs', () => {
  const { queue, machine, process, run, reports } = savedMachine();
  process.start();
  queue.runUntil(2019);
  expect(machine.isRunning).toBe(false);
  queue.runUntil(2020);
  expect(machine.isRunning).toBe(true);
  expect(reports).toEqual([{ kind: 'snapshot.protected', pause: 2020 }]);
  // 1000 pages of 4104 bytes and 1000 of the device state.
  queue.runUntil(2020 + 4_104_000 + 999);
  expect(run.end).toBeNull();
  queue.runUntil(2020 + 4_104_000 + 1000);
  expect(filed(run)).toMatchObject({ takenAt: 2020, pause: 2020, fileBytes: 4_105_000 });
});

test('a page that is about to be written is saved first; the guest waits for the page under way, its own, and the fault', () => {
  // A write every millisecond: the first at 1 ms of running time, when 243 pages have been saved and one is under way.
  const { queue, process, faults, run, progress } = savedMachine({}, 1000);
  process.start();
  queue.runUntil(milliseconds(20));
  const touched = 2020 + 1_000_000;
  const saved = 2020 + 4104 * (244 + 1);
  expect(faults.slice(0, 2)).toEqual([`${touched}: 900`, `${saved + 500}: 900 after ${saved + 500 - touched}`]);
  // Page 903 was on its way already when the guest touched it.
  expect(progress.counters()).toMatchObject({ savedPages: 1000, savedOnFault: 3, writeFaults: 4, remainingPages: 0 });
  expect(filed(run).fileBytes).toBe(4_105_000);
});

test('what the guest writes meanwhile is in its memory and not in the file', () => {
  const { queue, machine, process, run } = savedMachine({}, 1000);
  process.start();
  queue.runUntil(milliseconds(20));
  const inFile = PageTable.of(filed(run).state.memory as PageTableImage);
  expect([899, 900, 901].map((page) => inFile.number(page))).toEqual([900, 901, 902]);
  machine.catchUp();
  expect(machine.memory.table.number(900)).toBe(65_536);
});

test('a guest that writes what is saved already does not stand still', () => {
  const { queue, process, faults, machine } = savedMachine({ bytesPerSecond: 1e12 }, 1000);
  process.start();
  queue.runUntil(milliseconds(20));
  expect(faults).toEqual([]);
  machine.catchUp();
  expect(machine.vcpu.steps).toBe(19);
});

test.each([
  ['is full', { freeBytes: 100_000 }, 'The shared storage is full: No space left on device.'],
  ['does not work', { works: false }, 'The shared storage does not work: Input/output error.'],
] as const)('storage that %s fails it, the machine runs on and the file is gone', (_what, settings, message) => {
  const { queue, machine, process, run, storage } = savedMachine(settings, 1000);
  process.start();
  queue.runUntil(milliseconds(50));
  expect(run.end).toMatchObject({ ok: false, error: { message } });
  expect(machine.isRunning).toBe(true);
  expect(machine.protection).toBeNull();
  expect(storage.settings.freeBytes).toBe(storage.settings.works ? 100_000 : 1e9);
  machine.catchUp();
  expect(machine.vcpu.steps).toBe(49);
});

test('one that is interrupted while a guest stands still lets it go on, and gives the room back', () => {
  const { queue, machine, process, run, storage } = savedMachine({ bytesPerSecond: 1e6 }, 1000);
  process.start();
  queue.runUntil(2020 + 1_500_000);
  expect(machine.protection?.count).toBe(1000);
  process.interrupt(new Error('not now'));
  expect(run.end).toEqual({ ok: false, error: new Error('not now') });
  expect([machine.isRunning, machine.protection]).toEqual([true, null]);
  expect(storage.settings.freeBytes).toBe(1e9);
  queue.runUntil(milliseconds(11));
  machine.catchUp();
  expect(machine.vcpu.steps).toBeGreaterThan(5);
  expect(queue.waiting).toBe(0);
});

test('a paused machine is saved as it stands, and stays paused', () => {
  const { queue, machine, process, run } = savedMachine();
  machine.pause();
  process.start();
  queue.runUntil(milliseconds(20));
  expect(filed(run).pause).toBe(0);
  expect(machine.isRunning).toBe(false);
});
