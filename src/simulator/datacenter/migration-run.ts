import { firstDifference } from '../memory/difference.ts';
import type { MigrationEnding, MigrationReport } from '../migration/events.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import { VmMigration } from './vm-migration.ts';
import { StorageMirror } from '../migration/storage-mirror.ts';
import { loseVm } from './lose-vm.ts';
import { networkMoved } from './network/vm-side.ts';
import type { ModelMachine } from '../machine/model-machine.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import { newCounterpart } from './vm-commands.ts';
import type { HostLink, World } from './world.ts';

/** Where a VM is to move, over which link and how. */
export interface MigrationPlan {
  readonly to: string;
  readonly link: HostLink;
  readonly parameters: MigrationParameters;
  /** Hears how it ended, after the world has been put in order. */
  readonly onEnd?: (ending: MigrationEnding) => void;
}

/** Sets a migration going. What can be seen to fail has been refused. */
export function startMigration(world: World, vm: VirtualMachine, { to, link, parameters, onEnd }: MigrationPlan): void {
  const id = `migration-${++world.migrationsStarted}`;
  const { name, host: from, memoryBytes } = vm;
  const linkBytesPerSecond = link.model.settings.bytesPerSecond;
  world.emit({ kind: 'migration.started', migration: id, vm: name, from, to, memoryBytes, linkBytesPerSecond, parameters });
  const destination = newCounterpart(world, vm);
  const { machine: source } = vm;
  const mirror = mirrorOf(vm, destination);
  const migration = new VmMigration(world, { id, from, to, link, source, destination, parameters, wasRunning: vm.state === 'running', mirror }, {
    onReport: (report) => {
      note(world, vm, migration, report);
    },
    onEnd: (ending) => {
      finish(world, vm, migration, ending);
      onEnd?.(ending);
    },
  });
  vm.activeMigration = migration;
  vm.clients?.migrationStarted();
  migration.start();
}

/** A disk on shared storage stays where it is. */
function mirrorOf({ machine: { disk } }: VirtualMachine, destination: ModelMachine): StorageMirror | null {
  if (disk === null || disk === destination.disk) return null;
  return new StorageMirror(disk.blockCount, disk.blocks.table.kind);
}

function note(world: World, vm: VirtualMachine, migration: VmMigration, report: MigrationReport): void {
  // In post-copy the machine has moved; only its memory is still on the way.
  if (report.kind === 'migration.phase' && report.phase === 'post-copy') settle(world, vm, migration);
  world.emit({ migration: migration.id, ...report });
}

const STATUS = {
  'migration.completed': 'completed',
  'migration.cancelled': 'cancelled',
  'migration.failed': 'failed',
} as const;

function finish(world: World, vm: VirtualMachine, migration: VmMigration, ending: MigrationEnding): void {
  const { id, from, to, parameters, phase, isHandedOver } = migration;
  vm.activeMigration = null;
  vm.clients?.migrationEnded();
  vm.lastMigration = { id, from, to, parameters, phase, status: STATUS[ending.kind], figures: ending.figures };
  if (ending.kind === 'migration.completed' && !isHandedOver) {
    checkArrival(vm.name, migration);
    settle(world, vm, migration);
  }
  world.emit({ migration: id, ...ending });
  if (ending.kind === 'migration.failed' && isHandedOver) {
    loseVm(world, vm, whyLost(world, from, to));
  }
}

/** In post-copy neither side has a whole machine: which part is gone depends on the side that failed. */
function whyLost(world: World, from: string, to: string): string {
  const isSourceDown = world.hosts.get(from)?.up === false;
  if (isSourceDown) return `part of its memory was still on ${from} when post-copy broke off`;
  return `it ran on ${to} when post-copy broke off, and ${from} had only memory from before it moved`;
}

function settle(world: World, vm: VirtualMachine, { source, destination, from, to }: VmMigration): void {
  checkDisk(vm.name, source, destination);
  vm.machine = destination;
  vm.host = to;
  vm.clients?.moved();
  networkMoved(world, vm, from);
}

/** The same law for a disk of its own; in post-copy too it is whole when the machine moves. */
function checkDisk(vm: string, source: ModelMachine, destination: ModelMachine): void {
  if (source.disk === null || destination.disk === null || source.disk === destination.disk) return;
  const block = firstDifference(source.disk.blocks.table, destination.disk.blocks.table);
  if (block !== null) throw new Error(`VM "${vm}" arrived damaged: block ${block} of its disk differs from the source's.`);
}

/**
 * The correctness law: the destination's memory and device state are the source's at the moment it paused. A breach
 * is a defect of the mechanism and not something to go on with.
 */
function checkArrival(vm: string, { source, destination }: VmMigration): void {
  const page = firstDifference(source.memory.table, destination.memory.table);
  if (page !== null) throw new Error(`VM "${vm}" arrived damaged: page ${page} differs from the source's.`);
  const saved = source.vcpu.save(0);
  const arrived = destination.vcpu.save(0);
  if (saved.some((byte, index) => byte !== arrived[index])) {
    throw new Error(`VM "${vm}" arrived damaged: its registers differ from the source's.`);
  }
}
