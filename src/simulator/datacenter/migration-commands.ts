import { RunningProcess } from '../kernel/process.ts';
import { milliseconds } from '../kernel/time.ts';
import { virtualTimeHandler } from '../machine/drivers/virtual-time.ts';
import type { ModelMachine } from '../machine/model-machine.ts';
import { Clock, type Effect, Link, Machine } from '../machine/ports.ts';
import { firstDifference } from '../memory/compare.ts';
import type { MigrationEnding, MigrationReport } from '../migration/events.ts';
import { MigrationCancelled, migrate } from '../migration/migrate.ts';
import { DEFAULT_PARAMETERS, type MigrationParameters } from '../migration/parameters.ts';
import { MigrationProgress } from '../migration/progress.ts';
import type { Command } from './commands.ts';
import { requireRoom } from './host-commands.ts';
import { requireWithin } from './limits.ts';
import { require } from './refusal.ts';
import type { ActiveMigration, VirtualMachine } from './virtual-machine.ts';
import { newMachine, requireAtRest } from './vm-commands.ts';
import type { HostLink, World } from './world.ts';

export type MigrationCommand = Extract<Command, { kind: 'vm.migrate' | 'vm.cancelMigration' }>;

/** Starts and cancels migrations. */
export function applyMigrationCommand(world: World, command: MigrationCommand): void {
  const vm = world.vm(command.vm);
  switch (command.kind) {
    case 'vm.migrate':
      start(world, vm, command.to, checkParameters({ ...DEFAULT_PARAMETERS, ...command.parameters }));
      return;
    case 'vm.cancelMigration': {
      const migration = vm.activeMigration;
      require(migration !== null, () => `VM "${vm.name}" is not migrating, so there is nothing to cancel.`);
      migration.process.interrupt(new MigrationCancelled('The migration was cancelled.'));
    }
  }
}

/** Refuses, with the reason, what could not end well; the checks before the start. */
function checkStart(world: World, vm: VirtualMachine, to: string): HostLink {
  world.host(to);
  requireAtRest(vm);
  require(vm.host !== to, () => `VM "${vm.name}" is on host "${to}" already: choose another host.`);
  require(
    vm.state !== 'stopped',
    () => `VM "${vm.name}" is stopped, so there is nothing to migrate live: start it first.`,
  );
  requireRoom(world, to, vm.name, vm.memoryBytes);
  const link = world.link(vm.host, to);
  require(link !== undefined, () => `There is no link between ${vm.host} and ${to}: make one first.`);
  require(link.model.isUp, () => `The link between ${vm.host} and ${to} is down: bring it up first.`);
  return link;
}

function checkParameters(parameters: MigrationParameters): MigrationParameters {
  requireWithin('The downtime limit, in milliseconds,', parameters.downtimeLimitMilliseconds, {
    least: 0,
    most: 2_000_000,
  });
  requireWithin('The maximum bandwidth, in bytes a second,', parameters.maxBandwidthBytesPerSecond, {
    least: 0,
    most: 1e12,
  });
  requireWithin('The number of rounds', parameters.rounds, { least: 1, most: 1000 });
  return parameters;
}

function start(world: World, vm: VirtualMachine, to: string, parameters: MigrationParameters): void {
  const link = checkStart(world, vm, to);
  const id = `migration-${++world.migrationsStarted}`;
  const source = vm.machine;
  const destination = newMachine(world, vm.settings);
  const { pageCount } = source;
  const progress = new MigrationProgress(
    pageCount,
    world.queue.now,
    milliseconds(parameters.downtimeLimitMilliseconds),
  );
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

  const flow = link.model.open();
  const mechanism = migrate({
    ports: {
      source: new Machine('source', pageCount),
      destination: new Machine('destination', pageCount),
      link: new Link(),
      clock: new Clock(),
    },
    parameters,
    progress,
    report: (report) => {
      note(world, active, report);
    },
    wasRunning: vm.state === 'running',
  });
  const handler = virtualTimeHandler({ queue: world.queue, source, destination, link: flow });
  const process = new RunningProcess<Effect, MigrationEnding>(mechanism, handler, (end) => {
    flow.close();
    if (!end.ok) throw end.error;
    finish(world, vm, active, end.value, destination);
  });
  const active: ActiveMigration = { id, from: vm.host, to, parameters, progress, process, phase: 'setup' };
  vm.activeMigration = active;
  process.start();
}

function note(world: World, active: ActiveMigration, report: MigrationReport): void {
  if (report.kind === 'migration.phase') active.phase = report.phase;
  world.emit({ migration: active.id, ...report });
}

const STATUS = {
  'migration.completed': 'completed',
  'migration.cancelled': 'cancelled',
  'migration.failed': 'failed',
} as const;

function finish(
  world: World,
  vm: VirtualMachine,
  active: ActiveMigration,
  ending: MigrationEnding,
  destination: ModelMachine,
): void {
  const { id, from, to, parameters, phase } = active;
  vm.activeMigration = null;
  vm.lastMigration = { id, from, to, parameters, phase, status: STATUS[ending.kind], figures: ending.figures };
  if (ending.kind === 'migration.completed') {
    checkArrival(vm, vm.machine, destination);
    vm.machine = destination;
    vm.host = to;
  }
  world.emit({ migration: id, ...ending });
}

/**
 * The correctness law: the destination's memory and device state are the source's at the moment it paused. A breach
 * is a defect of the mechanism and not something to go on with.
 */
function checkArrival(vm: VirtualMachine, source: ModelMachine, destination: ModelMachine): void {
  const page = firstDifference(source.memory.table, destination.memory.table);
  if (page !== null) throw new Error(`VM "${vm.name}" arrived damaged: page ${page} differs from the source's.`);
  const saved = source.vcpu.save(0);
  const arrived = destination.vcpu.save(0);
  if (saved.some((byte, index) => byte !== arrived[index])) {
    throw new Error(`VM "${vm.name}" arrived damaged: its registers differ from the source's.`);
  }
}
