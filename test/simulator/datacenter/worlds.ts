import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../../src/simulator/datacenter/events.ts';
import type { VmInventory } from '../../../src/simulator/datacenter/inventory.ts';
import { milliseconds } from '../../../src/simulator/kernel/time.ts';
import { GIBIBYTE, MEBIBYTE } from '../../../src/simulator/memory/page.ts';

/** Applies commands that must not be refused, and returns what they brought about. */
export function apply(world: DataCenter, ...commands: Command[]): WorldEvent[] {
  return commands.flatMap((command) => {
    const outcome = world.apply(command);
    if (!outcome.ok) throw new Error(`Refused: ${outcome.refusal}`);
    return outcome.events;
  });
}

/** The sentence with which a command is refused. Fails where it is carried out, or where it changes anything. */
export function refusalOf(world: DataCenter, command: Command): string {
  const before = world.save().header;
  const outcome = world.apply(command);
  if (outcome.ok) throw new Error(`A ${command.kind} that should be refused was carried out.`);
  if (world.save().header !== before) throw new Error(`A refused ${command.kind} changed the world.`);
  return outcome.refusal;
}

export function advance(world: DataCenter, timeInMilliseconds: number): WorldEvent[] {
  return apply(world, { kind: 'world.advance', nanoseconds: milliseconds(timeInMilliseconds) });
}

/** Events of one kind. */
export function only<Kind extends WorldEvent['kind']>(
  events: readonly WorldEvent[],
  kind: Kind,
): Extract<WorldEvent, { kind: Kind }>[] {
  return events.filter((event): event is Extract<WorldEvent, { kind: Kind }> => event.kind === kind);
}

/** A VM as the inventory shows it. */
export function vmOf(world: DataCenter, name: string): VmInventory {
  const vm = world
    .inventory()
    .hosts.flatMap((host) => host.vms)
    .find((each) => each.name === name);
  if (vm === undefined) throw new Error(`No VM ${name}.`);
  return vm;
}

/** Two hosts of 1 GiB, joined by a link, and a third that nothing is joined to. */
export function threeHosts(world = new DataCenter(1)): DataCenter {
  apply(
    world,
    { kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE },
    { kind: 'host.add', host: 'beta', memoryBytes: GIBIBYTE },
    { kind: 'host.add', host: 'gamma', memoryBytes: GIBIBYTE },
    { kind: 'link.edit', between: ['alpha', 'beta'] },
  );
  return world;
}

/** The commands that make and start a VM of 256 pages on alpha that writes 20 pages a second, pages 100 to 107 in turn. */
export const WRITER: readonly Command[] = [
  {
    kind: 'vm.create',
    vm: 'web',
    host: 'alpha',
    memoryBytes: MEBIBYTE,
    guest: { kind: 'sequential', pagesPerSecond: 20, workingSetPages: 8, firstPage: 100 },
  },
  { kind: 'vm.start', vm: 'web' },
];

/** Three hosts and the writer, running on alpha since the beginning. */
export function worldWithWriter(world = new DataCenter(1)): DataCenter {
  apply(threeHosts(world), ...WRITER);
  return world;
}
