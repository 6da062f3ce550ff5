import type { Command } from '../../src/simulator/datacenter/commands.ts';
import type { EventBody } from '../../src/simulator/datacenter/events.ts';
import type { VirtualMachine } from '../../src/simulator/datacenter/virtual-machine.ts';
import type { World } from '../../src/simulator/datacenter/world.ts';
import { milliseconds, type Nanoseconds, seconds } from '../../src/simulator/kernel/time.ts';
import type { GuestSettings } from '../../src/simulator/machine/guest-settings.ts';
import type { DiskSettings } from '../../src/simulator/machine/disk.ts';
import type { ModelMachine } from '../../src/simulator/machine/model-machine.ts';
import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import type { MigrationEnding, MigrationReport } from '../../src/simulator/migration/events.ts';
import type { MigrationParameters } from '../../src/simulator/migration/parameters.ts';
import type { Disturbance, MachineAfterTrial, MigrationTrial } from './migration-trial.ts';
import { leftOver, stateIfLeftAlone, watchedWorld } from './watched-world.ts';

export interface ModelPlan {
  readonly seed: number;
  readonly pageCount: number;
  readonly guest: GuestSettings;
  readonly zeroShare: number;
  /** Its own disk; absent where storage is shared. */
  readonly disk?: DiskSettings | undefined;
  readonly wasRunning: boolean;
  readonly link: { readonly bytesPerSecond: number; readonly streamBytesPerSecond?: number; readonly latencyNanoseconds: Nanoseconds };
  readonly parameters: MigrationParameters;
  /** `after` counts nanoseconds. */
  readonly disturbance: Disturbance | null;
}

/** What does not converge is cancelled then. */
const LONGEST: Nanoseconds = seconds(4);
/** The guest has run this long when the migration starts. */
const WARM_UP: Nanoseconds = milliseconds(50);
const HOST_BYTES = 64 * 1024 * 1024;

const DISTURBING: Record<Disturbance['kind'], Command> = {
  cancel: { kind: 'vm.cancelMigration', vm: 'web' },
  'cut-link': { kind: 'link.edit', between: ['alpha', 'beta'], up: false },
  'quicken-link': { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 1e9, latencyNanoseconds: 0 },
};

interface Observed {
  sourceAtPause: string | null;
  stepsAtPause: number | null;
  destinationAtStart: string | null;
  ending: MigrationEnding | null;
  readonly reports: MigrationReport[];
}

/** Migrates one machine of the model to another in virtual time, and says what became of it. */
export function migrateModel(plan: ModelPlan): MigrationTrial {
  const { pageCount, wasRunning, parameters } = plan;
  const observed: Observed = { sourceAtPause: null, stepsAtPause: null, destinationAtStart: null, ending: null, reports: [] };
  const { world, dataCenter } = watchedWorld(plan.seed, (event, inside) => {
    observe(event, inside, observed);
  });
  dataCenter.apply({ kind: 'host.add', host: 'alpha', memoryBytes: HOST_BYTES });
  dataCenter.apply({ kind: 'host.add', host: 'beta', memoryBytes: HOST_BYTES });
  dataCenter.apply({ kind: 'link.edit', between: ['alpha', 'beta'], ...plan.link });
  const memoryBytes = pageCount * PAGE_BYTES;
  const { guest, zeroShare, disk } = plan;
  dataCenter.apply({ kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes, guest, zeroShare, ...(disk && { disk }) });
  dataCenter.apply({ kind: 'vm.start', vm: 'web' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: WARM_UP });
  if (!wasRunning) dataCenter.apply({ kind: 'vm.pause', vm: 'web' });

  const vm = world.vm('web');
  const source = vm.machine;
  const started = dataCenter.apply({ kind: 'vm.migrate', vm: 'web', to: 'beta', parameters });
  if (!started.ok) throw new Error(started.refusal);
  if (plan.disturbance !== null) {
    dataCenter.apply({ kind: 'world.advance', nanoseconds: plan.disturbance.after });
    dataCenter.apply(DISTURBING[plan.disturbance.kind]);
  }
  dataCenter.apply({ kind: 'world.advance', nanoseconds: LONGEST });
  dataCenter.apply({ kind: 'vm.cancelMigration', vm: 'web' });
  // A post-copy whose link was cut waits for another one, and cannot be cancelled.
  dataCenter.apply({ kind: 'link.edit', between: ['alpha', 'beta'], up: true });
  dataCenter.apply({ kind: 'vm.recoverMigration', vm: 'web' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: LONGEST });
  const { ending, ...seen } = observed;
  if (ending === null) throw new Error('The migration has no end.');
  const arrived = ending.kind === 'migration.completed';
  return {
    parameters,
    pageCount,
    wasRunning,
    ...seen,
    ending,
    source: after(source, world, vm),
    destination: arrived ? after(vm.machine, world, vm) : null,
    leftOver: leftOver(world) + reservedBytes(world, vm),
  };
}

function observe(event: EventBody, world: World, observed: Observed): void {
  if (!('migration' in event) || event.kind === 'migration.started') return;
  const { machine } = world.vm('web');
  if (event.kind === 'migration.completed' || event.kind === 'migration.cancelled' || event.kind === 'migration.failed') {
    observed.ending = event;
    // The destination has just been put in the source's place, and has had no time to run yet.
    if (event.kind === 'migration.completed') observed.destinationAtStart = machine.stateHash();
    return;
  }
  if (event.kind === 'migration.source-paused') {
    observed.sourceAtPause = machine.stateHash();
    observed.stepsAtPause = machine.vcpu.steps;
  }
  observed.reports.push(event);
}

/** Memory that is neither free nor the VM's. */
function reservedBytes(world: World, vm: VirtualMachine): number {
  const free = [...world.hosts.values()].reduce((sum, host) => sum + world.freeBytes(host), 0);
  return 2 * HOST_BYTES - free - vm.memoryBytes;
}

function after(machine: ModelMachine, world: World, vm: VirtualMachine): MachineAfterTrial {
  return {
    isRunning: machine.isRunning,
    isLogging: machine.memory.isLogging || machine.disk?.blocks.isLogging === true,
    throttlePercent: machine.throttlePercent,
    pageWriteLimit: machine.pageWriteLimit,
    state: machine.stateHash(),
    stateIfLeftAlone: stateIfLeftAlone(world, vm),
    steps: machine.vcpu.steps,
  };
}
