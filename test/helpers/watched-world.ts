import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import type { EventBody } from '../../src/simulator/datacenter/events.ts';
import type { VirtualMachine } from '../../src/simulator/datacenter/virtual-machine.ts';
import { restoreWorld } from '../../src/simulator/datacenter/restore-world.ts';
import { World } from '../../src/simulator/datacenter/world.ts';
import { boot } from '../../src/simulator/machine/boot.ts';
import { Disk } from '../../src/simulator/machine/disk.ts';
import { guestProgram } from '../../src/simulator/machine/guest.ts';
import { ModelMachine } from '../../src/simulator/machine/model-machine.ts';
import { pagesOf } from '../../src/simulator/memory/page.ts';

/** A data center whose inside can be looked at, also in the very moment in which something happens. */
export interface WatchedWorld {
  readonly world: World;
  readonly dataCenter: DataCenter;
}

export function watchedWorld(seed: number, onEvent: (event: EventBody, world: World) => void = () => undefined): WatchedWorld {
  const world = new World(seed);
  const emit = world.emit.bind(world);
  world.emit = (event) => {
    emit(event);
    onEvent(event, world);
  };
  return { world, dataCenter: new DataCenter(seed, world) };
}

/** Appointments and connections that nobody has cleared away, but for those that look after guests. */
export function leftOver(world: World): number {
  const flows = [...world.links.values()].map(({ model }) => model.openFlows);
  // Looks at what copy on write put off go on for seconds after a snapshot.
  const looks = [...world.vms.values()].filter(({ copyWatch }) => copyWatch !== null).length;
  const watches = [...world.vms.values()].filter(({ watch }) => watch !== null).length;
  return flows.reduce((sum, count) => sum + count, world.queue.waiting - looks - watches);
}

/** State of a machine that was started like this VM and has been left alone until its guest had run as long. */
export function stateIfLeftAlone(world: World, vm: VirtualMachine): string {
  const clock = { now: 0 };
  const { guest, memoryBytes, zeroShare, name, disk } = vm.settings;
  const alone = new ModelMachine(clock, guestProgram(guest), pagesOf(memoryBytes));
  alone.disk = disk ? Disk.installed(disk) : null;
  if (alone.disk?.device) alone.guest.install?.(alone.disk.device);
  boot(alone, world.seed, name, zeroShare);
  alone.resume();
  vm.machine.catchUp();
  clock.now = vm.machine.vcpu.runningTime;
  return alone.stateHash();
}

/** A copy of a world by way of its saved form, as after a restart. */
export function restoredWorld(dataCenter: DataCenter): WatchedWorld {
  const world = restoreWorld(structuredClone(dataCenter.save()));
  return { world, dataCenter: new DataCenter(world.seed, world) };
}
