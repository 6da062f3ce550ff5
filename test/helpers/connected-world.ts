import { expect } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import type { EventKind, WorldEvent } from '../../src/simulator/datacenter/events.ts';
import type { VmInventory } from '../../src/simulator/datacenter/inventory.ts';
import type { ConnectionInventory } from '../../src/simulator/datacenter/network/network-inventory.ts';
import { seconds } from '../../src/simulator/kernel/time.ts';
import type { GuestSettings } from '../../src/simulator/machine/guest-settings.ts';
import { GIBIBYTE, MEBIBYTE } from '../../src/simulator/memory/page.ts';

const BUSY: GuestSettings = { kind: 'uniform', pagesPerSecond: 2000, workingSetPages: 8_000 };

/** A VM `web` on `alpha` that runs, and a second host `beta`. */
export function worldWithServer(guest: GuestSettings = BUSY, memoryBytes = 64 * MEBIBYTE): DataCenter {
  const world = new DataCenter(7);
  run(world, [
    { kind: 'host.add', host: 'alpha', memoryBytes: 4 * GIBIBYTE },
    { kind: 'host.add', host: 'beta', memoryBytes: 4 * GIBIBYTE },
    { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 125_000_000 },
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes, guest },
    { kind: 'vm.start', vm: 'web' },
  ]);
  return world;
}

/** Carries out commands that must not be refused. */
export function run(world: DataCenter, commands: readonly Command[]): void {
  for (const command of commands) expect(world.apply(command)).toMatchObject({ ok: true });
}

export function advance(world: DataCenter, time: number): void {
  run(world, [{ kind: 'world.advance', nanoseconds: seconds(time) }]);
}

export function vmOf(world: DataCenter, name: string): VmInventory {
  const found = world.inventory().hosts.flatMap(({ vms }) => vms).find((vm) => vm.name === name);
  if (found === undefined) throw new Error(`There is no VM "${name}".`);
  return found;
}

/** A connection, as the VM that it was opened to has it. */
export function connection(world: DataCenter, peer: string, vm = 'web'): ConnectionInventory {
  const found = vmOf(world, vm).network?.connections.find((one) => one.peer === peer);
  if (found === undefined) throw new Error(`${vm} has no connection with "${peer}".`);
  return found;
}

export function events<Kind extends EventKind>(world: DataCenter, kind: Kind): Extract<WorldEvent, { kind: Kind }>[] {
  return world.trace.filter((event): event is Extract<WorldEvent, { kind: Kind }> => event.kind === kind);
}
