import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../src/simulator/kernel/time.ts';
import { Clock } from '../../../src/simulator/machine/ports/clock.ts';
import { SnapshotMachine } from '../../../src/simulator/machine/ports/snapshot-machine.ts';
import type { PageTableImage } from '../../../src/simulator/memory/page-table.ts';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';
import type { TakenSnapshot } from '../../../src/simulator/snapshot/saved-state.ts';
import { type SnapshotPlan, takeSnapshot } from '../../../src/simulator/snapshot/take-snapshot.ts';
import { runningMachine, start } from './mechanisms.ts';

/** Takes a snapshot after 5.5 ms, when pages 0 to 4 have been written. */
function snapshotAfterFivePages(method: SnapshotPlan['method'], isRunning = true) {
  const { queue, machine } = runningMachine();
  queue.runUntil(milliseconds(5.5));
  if (!isRunning) machine.pause();
  const run = start(takeSnapshot(new SnapshotMachine(1000), new Clock(), { method, contents: 'machine', quiesce: false }), queue, machine);
  return { queue, machine, run };
}

function taken(run: ReturnType<typeof snapshotAfterFivePages>['run']): TakenSnapshot {
  if (run.end?.ok !== true) throw new Error('The snapshot has not been taken.');
  return run.end.value;
}

describe.each([
  { method: 'copy-on-write', pause: 20 },
  { method: 'full-copy', pause: 20 + 4_096_000 },
] as const)('a snapshot by $method', ({ method, pause }) => {
  test(`stops the machine for ${pause} ns and lets it run on`, () => {
    const { queue, machine, run } = snapshotAfterFivePages(method);
    expect(machine.isRunning).toBe(false);
    queue.runUntil(milliseconds(20));
    expect(machine.isRunning).toBe(true);
    expect(taken(run)).toMatchObject({ pause, takenAt: 5_500_000 + pause });
    machine.catchUp();
    // 20 ms without the pause; a page every millisecond.
    expect(machine.vcpu.runningTime).toBe(20_000_000 - pause);
  });

  test('holds memory and registers of one and the same moment', () => {
    const { queue, machine, run } = snapshotAfterFivePages(method);
    queue.runUntil(milliseconds(20));
    machine.catchUp();
    const { memory, device } = taken(run).state;
    const table = PageTable.of(memory as PageTableImage);
    expect([0, 4, 5].map((page) => table.number(page))).toEqual([65_536, 65_540, 0]);
    machine.pause();
    machine.loadDeviceState(device as Uint8Array);
    expect(machine.vcpu.steps).toBe(5);
  });

  test('of a paused machine costs the guest nothing and leaves it paused', () => {
    const { queue, machine, run } = snapshotAfterFivePages(method, false);
    queue.runUntil(milliseconds(20));
    expect(taken(run).pause).toBe(0);
    expect(machine.isRunning).toBe(false);
  });

  test('that is interrupted lets the machine run on', () => {
    const { queue, machine, run } = snapshotAfterFivePages(method);
    run.process.interrupt(new Error('not now'));
    expect(run.end).toEqual({ ok: false, error: new Error('not now') });
    expect(machine.isRunning).toBe(true);
    expect(queue.waiting).toBe(0);
  });
});
