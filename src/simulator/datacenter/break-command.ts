import { RandomStream } from '../kernel/random.ts';
import type { CommandOf } from './commands.ts';
import { require } from './refusal.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** The command that harms a guest from within. */
export type BreakCommand = CommandOf<'vm.break'>;

/** Harms a guest from within; whether and when it notices is up to the guest. */
export function applyBreakCommand(world: World, { vm: name, damage }: BreakCommand): void {
  const vm = world.vm(name);
  const { guest, memory, disk } = vm.machine;
  const device = disk?.device ?? null;
  require(
    guest.harm !== undefined && device !== null,
    () => `The guest of VM "${name}" holds nothing that could break: break a VM with a key-value server or a web server.`,
  );
  const { damages = [] } = guest;
  require(damages.includes(damage), () => `The guest of VM "${name}" has no log: choose one of ${damages.join(', ')}.`);
  require(vm.state !== 'stopped', () => `VM "${name}" is stopped: start it before you break it.`);
  requireHere(vm);
  vm.machine.catchUp();
  const stream = new RandomStream(world.seed, `${damage} in ${name} at ${world.queue.now}`);
  const places = guest.harm(damage, () => stream.next(), memory, device);
  world.emit({ kind: 'vm.broken', vm: name, damage, places });
}

/** What is not here yet cannot be harmed: a page that arrives later would undo it. */
function requireHere({ name, activeMigration, snapshotWork }: VirtualMachine): void {
  require(
    activeMigration?.isHandedOver !== true,
    () => `Part of the memory of VM "${name}" is still on ${activeMigration?.from}: wait until it has arrived.`,
  );
  require(snapshotWork === null, () => `${snapshotWork?.description}: try again in a moment.`);
}
