import { expect } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import type { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import type { Outcome, WorldEvent } from '../../src/simulator/datacenter/events.ts';
import type { VirtualMachine } from '../../src/simulator/datacenter/virtual-machine.ts';
import type { World } from '../../src/simulator/datacenter/world.ts';
import { leftOver, stateIfLeftAlone, type WatchedWorld } from '../helpers/watched-world.ts';

/** A trace as it would be written to a file. */
export function written(trace: readonly WorldEvent[]): string {
  return trace.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Applies a command; if it is refused, expects the world to be as it was. */
export function applyLawfully({ world, dataCenter }: WatchedWorld, command: Command): Outcome {
  const before = visible(dataCenter, world);
  const outcome = dataCenter.apply(command);
  if (outcome.ok) return outcome;
  expect(outcome.refusal, 'one sentence or two').toMatch(/^[A-Z"].*[.]$/u);
  expect(visible(dataCenter, world), `"${outcome.refusal}" changes nothing`).toEqual(before);
  return outcome;
}

function visible(dataCenter: DataCenter, world: World) {
  return { inventory: dataCenter.inventory(), events: world.trace.length, leftOver: leftOver(world) };
}

/** What holds in every world at every moment, but for what guests compute, which takes longer to check. */
export function expectTidyWorld(world: World): void {
  for (const vm of world.vms.values()) expectTidyVm(vm);
  for (const host of world.hosts.values()) expect(world.freeBytes(host)).toBeGreaterThanOrEqual(0);
  const isBusy = [...world.vms.values()].some((vm) => vm.activeMigration !== null || vm.snapshotWork !== null || vm.replication !== null || vm.failingOver !== null || vm.diskJob !== null);
  if (!isBusy) expect(leftOver(world), 'a world at rest has nothing planned and no connection open').toBe(0);
  expect(world.trace.map(({ sequence }) => sequence)).toEqual(world.trace.map((_, index) => index));
}

function expectTidyVm({ machine, state, activeMigration, snapshotWork, replication }: VirtualMachine): void {
  if (activeMigration !== null || snapshotWork !== null || replication !== null) return;
  const { isRunning, throttlePercent, pageWriteLimit } = machine;
  expect({ isRunning, throttlePercent, pageWriteLimit, isLogging: machine.memory.isLogging }).toEqual({
    isRunning: state === 'running',
    throttlePercent: 0,
    pageWriteLimit: null,
    isLogging: false,
  });
}

/** Every guest computes what it would have computed if nothing had ever happened to its machine. */
export function expectGuestsUnharmed(world: World): void {
  for (const vm of world.vms.values()) {
    // In post-copy a part of the memory is elsewhere.
    if (vm.state === 'stopped' || vm.snapshotWork !== null || vm.activeMigration?.isHandedOver === true) continue;
    expect(vm.machine.stateHash(), `the guest of "${vm.name}"`).toBe(stateIfLeftAlone(world, vm));
  }
}

/** Lets everything that is under way come to its end, cutting short what might never converge. */
export function settle({ world, dataCenter }: WatchedWorld): void {
  for (const host of world.hosts.keys()) dataCenter.apply({ kind: 'host.repair', host });
  for (const { between } of world.links.values()) dataCenter.apply({ kind: 'link.edit', between, up: true, bytesPerSecond: 60_000_000 });
  for (const vm of world.vms.keys()) dataCenter.apply({ kind: 'vm.recoverMigration', vm });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: 3_000_000_000 });
  for (const vm of world.vms.keys()) dataCenter.apply({ kind: 'vm.cancelMigration', vm });
  for (const vm of world.vms.keys()) dataCenter.apply({ kind: 'vm.stopReplication', vm });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: 100_000_000 });
}
