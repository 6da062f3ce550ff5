import { RunningProcess } from '../kernel/process.ts';
import { milliseconds } from '../kernel/time.ts';
import { LinkEnds } from '../machine/drivers/virtual-link.ts';
import { virtualTimeHandler } from '../machine/drivers/virtual-time.ts';
import { Clock, type Effect, Link, Machine } from '../machine/ports.ts';
import { firstDifference } from '../memory/compare.ts';
import type { MigrationEnding, MigrationReport } from '../migration/events.ts';
import { migrate } from '../migration/migrate.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import { MigrationProgress } from '../migration/progress.ts';
import type { ActiveMigration } from './active-migration.ts';
import { loseVm } from './lose-vm.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import { newMachine } from './vm-commands.ts';
import type { HostLink, World } from './world.ts';

/** Sets a migration going on two model machines and the link between their hosts; `onEnd` hears how it ended. */
export function startMigration(
  world: World,
  vm: VirtualMachine,
  to: string,
  link: HostLink,
  parameters: MigrationParameters,
  onEnd: (ending: MigrationEnding) => void = () => undefined,
): void {
  const { queue } = world;
  const id = `migration-${++world.migrationsStarted}`;
  world.emit({
    kind: 'migration.started',
    migration: id,
    vm: vm.name,
    from: vm.host,
    to,
    memoryBytes: vm.memoryBytes,
    linkBytesPerSecond: link.model.settings.bytesPerSecond,
    parameters,
  });
  const source = vm.machine;
  const destination = newMachine(world, vm.settings);
  const progress = new MigrationProgress(
    source.pageCount,
    queue.now,
    milliseconds(parameters.downtimeLimitMilliseconds),
  );
  const flow = link.model.open();
  const ends = new LinkEnds(queue, destination, flow, {
    onFault: (page) => {
      world.emit({ kind: 'migration.page-fault', migration: id, page });
    },
    onArrival: (page, blocked) => {
      progress.pageFaulted(blocked);
      world.emit({ kind: 'migration.page-arrived', migration: id, page, blocked });
    },
  });
  const mechanism = migrate({
    ports: {
      source: new Machine('source', source.pageCount),
      destination: new Machine('destination', source.pageCount),
      link: new Link(),
      clock: new Clock(),
    },
    parameters,
    progress,
    report: (report) => {
      note(world, vm, active, report);
    },
    wasRunning: vm.state === 'running',
    isPostCopyRequested: () => active.isPostCopyRequested,
  });
  const handler = virtualTimeHandler({ queue, source, destination, link: ends });
  const process = new RunningProcess<Effect, MigrationEnding>(mechanism, handler, (end) => {
    active.flow.close();
    ends.stop();
    if (!end.ok) throw end.error;
    finish(world, vm, active, end.value);
    onEnd(end.value);
  });
  const active: ActiveMigration = {
    id, from: vm.host, to, parameters, progress, source, destination, ends, process, flow,
    phase: 'setup',
    isPostCopyRequested: false,
  };
  vm.activeMigration = active;
  vm.clients?.migrationStarted();
  process.start();
}

function note(world: World, vm: VirtualMachine, active: ActiveMigration, report: MigrationReport): void {
  if (report.kind === 'migration.phase') {
    active.phase = report.phase;
    // In post-copy the machine has moved; only its memory is still on the way.
    if (report.phase === 'post-copy') settle(vm, active);
  }
  world.emit({ migration: active.id, ...report });
}

const STATUS = {
  'migration.completed': 'completed',
  'migration.cancelled': 'cancelled',
  'migration.failed': 'failed',
} as const;

function finish(world: World, vm: VirtualMachine, active: ActiveMigration, ending: MigrationEnding): void {
  const { id, from, to, parameters, phase, progress } = active;
  vm.activeMigration = null;
  vm.clients?.migrationEnded();
  vm.lastMigration = { id, from, to, parameters, phase, status: STATUS[ending.kind], figures: ending.figures };
  if (ending.kind === 'migration.completed' && !progress.isHandedOver) {
    checkArrival(vm.name, active);
    settle(vm, active);
  }
  world.emit({ migration: id, ...ending });
  if (ending.kind === 'migration.failed' && progress.isHandedOver) {
    loseVm(world, vm, `part of its memory was still on ${from} when post-copy broke off`);
  }
}

function settle(vm: VirtualMachine, active: ActiveMigration): void {
  vm.machine = active.destination;
  vm.host = active.to;
  vm.clients?.moved();
}

/**
 * The correctness law: the destination's memory and device state are the source's at the moment it paused. A breach
 * is a defect of the mechanism and not something to go on with.
 */
function checkArrival(vm: string, { source, destination }: ActiveMigration): void {
  const page = firstDifference(source.memory.table, destination.memory.table);
  if (page !== null) throw new Error(`VM "${vm}" arrived damaged: page ${page} differs from the source's.`);
  const saved = source.vcpu.save(0);
  const arrived = destination.vcpu.save(0);
  if (saved.some((byte, index) => byte !== arrived[index])) {
    throw new Error(`VM "${vm}" arrived damaged: its registers differ from the source's.`);
  }
}
