import { expect } from 'vitest';
import type { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import type { VmInventory } from '../../src/simulator/index.ts';
import { stateIfLeftAlone, type WatchedWorld } from '../helpers/watched-world.ts';

export const NAME = 'server';

export function serverOf(dataCenter: DataCenter): VmInventory {
  const found = dataCenter.inventory().hosts.flatMap(({ vms }) => vms).find(({ name }) => name === NAME);
  if (found === undefined) throw new Error('The VM is gone.');
  return found;
}

/** A guest that computes its checksum has the one that it would have if nothing had ever happened to its machine. */
export function expectServerUnharmed({ world, dataCenter }: WatchedWorld): void {
  const vm = world.vm(NAME);
  expect(serverOf(dataCenter).guestReport, 'it serves').toMatchObject({ state: 'serving', reason: null });
  expect(vm.machine.stateHash(), 'memory, registers and disk are what they would have been').toBe(stateIfLeftAlone(world, vm));
}

/** Rolled back, a machine is what it was when the snapshot was taken, to the last bit of its memory, registers and disk. */
export function expectStateOfSnapshot(dataCenter: DataCenter, atSnapshot: string): void {
  expect(dataCenter.stateHash(NAME), 'roll back gives the state of the snapshot').toBe(atSnapshot);
}

/** What a server that keeps a log had written to the disk is there after a crash; what was only in memory is not. */
export function expectRecovered(
  recovered: VmInventory,
  atCrash: { readonly flushed: number; readonly checksums: ReadonlyMap<number, string> },
): void {
  const report = recovered.guestReport;
  expect(report, 'it serves again').toMatchObject({ state: 'serving', reason: null });
  expect(report?.facts['log record'], 'the last record is the last that was flushed').toBe(atCrash.flushed);
  expect(report?.checksum, 'the data is what it was when that record was made').toBe(atCrash.checksums.get(atCrash.flushed));
}
