import type { MigrationEnding } from '../migration/events.ts';
import { DEFAULT_PARAMETERS, type MigrationParameters } from '../migration/parameters.ts';
import type { CommandOf } from './commands.ts';
import { moveContainerAway, runningContainers, runsOn } from './containers/drain-containers.ts';
import type { EventBody } from './events.ts';
import { missingCpuFeatures } from './cpu-features.ts';
import { requireWithin } from './limits.ts';
import { checkParameters, checkStart } from './migration-checks.ts';
import { startMigration } from './migration-run.ts';
import { Refusal, require } from './refusal.ts';
import { requireUp } from './room.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { Host, World } from './world.ts';

/** A host that is being emptied, and how far it has come. */
export interface Drain {
  readonly parallel: number;
  readonly parameters: MigrationParameters;
  readonly waiting: Machine[];
  readonly moving: Set<Machine>;
  /** Names of VMs and containers. */
  readonly moved: string[];
  readonly left: (Machine & { readonly reason: string })[];
}

/** What is moved away: a VM or a container. */
type Machine = { readonly vm: string } | { readonly container: string };

function nameOf(machine: Machine): string {
  return 'vm' in machine ? machine.vm : machine.container;
}

/** Migrates every running VM and container away from a host, so many at a time, each to the host with the most room. */
export function drainHost(world: World, command: CommandOf<'host.drain'>): void {
  const { host: name, parallel = 2 } = command;
  const host = world.host(name);
  require(host.drain === null, () => `Host "${name}" is being drained already.`);
  requireWithin('The number of migrations at a time', parallel, { least: 1, most: 100 });
  const parameters = checkParameters({ ...DEFAULT_PARAMETERS, ...command.parameters });
  const running = world.vmsOn(name).filter((vm) => vm.state !== 'stopped');
  const contained = runningContainers(world, name);
  require(running.length + contained.length > 0, () => `Neither a VM nor a container runs on host "${name}", so there is nothing to drain.`);
  const vms = running.filter((vm) => vm.activeMigration === null).map((vm) => vm.name);
  const containers = contained.filter((container) => world.containerWorks.get(container)?.kind !== 'migration');
  require(vms.length + containers.length > 0, () => `Everything that runs on host "${name}" is migrating already, so there is nothing to drain.`);
  const waiting = [...vms.map((vm) => ({ vm })), ...containers.map((container) => ({ container }))];
  world.emit({ kind: 'host.drain-started', host: name, vms, ...(containers.length > 0 && { containers }), parallel });
  host.drain = { parallel, parameters, waiting, moving: new Set(), moved: [], left: [] };
  startNext(world, host, host.drain);
}

/** How a drain ends whose migrations are broken off because the world is closed. */
export function brokenDrain(world: World, { name: host }: Host, { waiting, moving, moved, left }: Drain): EventBody {
  const reason = 'VirtLab was closed before it had moved.';
  const isHere = (machine: Machine): boolean => ('vm' in machine ? world.vms.get(machine.vm)?.host === host : runsOn(world, host, machine.container));
  const stayed = [...moving, ...waiting].filter(isHere).map((machine) => ({ ...machine, reason }));
  // In post-copy a machine has moved already.
  const arrived = [...moving].filter((machine) => !isHere(machine)).map(nameOf);
  return { kind: 'host.drain-ended', host, moved: [...moved, ...arrived], left: [...left, ...stayed] };
}

function ended(world: World, host: Host, drain: Drain, machine: Machine, ending: MigrationEnding): void {
  drain.moving.delete(machine);
  if (ending.kind === 'migration.completed') drain.moved.push(nameOf(machine));
  else drain.left.push({ ...machine, reason: reasonOf(ending) });
  startNext(world, host, drain);
}

function startNext(world: World, host: Host, drain: Drain): void {
  while (drain.moving.size < drain.parallel) {
    const machine = drain.waiting.shift();
    if (machine === undefined) break;
    if ('container' in machine) moveContainer(world, host, drain, machine);
    else moveVm(world, host, drain, machine);
  }
  if (drain.moving.size > 0 || drain.waiting.length > 0) return;
  host.drain = null;
  world.emit({ kind: 'host.drain-ended', host: host.name, moved: drain.moved, left: drain.left });
}

/** What has ended or gone meanwhile is no longer to be moved. */
function moveContainer(world: World, host: Host, drain: Drain, machine: Extract<Machine, { readonly container: string }>): void {
  if (host.up && !runsOn(world, host.name, machine.container)) return;
  drain.moving.add(machine);
  const obstacle = moveContainerAway(world, host, machine.container, drain.parameters, (ending) => {
    ended(world, host, drain, machine, ending);
  });
  if (obstacle === null) return;
  drain.moving.delete(machine);
  drain.left.push({ ...machine, reason: obstacle });
}

function moveVm(world: World, host: Host, drain: Drain, machine: Extract<Machine, { readonly vm: string }>): void {
  const vm = world.vms.get(machine.vm);
  if (vm === undefined || vm.host !== host.name) return;
  const target = roomiestTarget(world, host, vm);
  try {
    requireUp(world, host.name);
    require(target !== undefined, () => 'There is no other host with a link that is up.');
    const link = checkStart(world, vm, target.name);
    drain.moving.add(machine);
    startMigration(world, vm, {
      to: target.name, link, parameters: drain.parameters,
      onEnd: (ending) => {
        ended(world, host, drain, machine, ending);
      },
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    drain.left.push({ ...machine, reason: error.message });
  }
}

/** The reachable host with the most free memory, of those whose CPUs will do if there are any; the first made of equals. */
function roomiestTarget(world: World, from: Host, { settings }: VirtualMachine): Host | undefined {
  let best: Host | undefined;
  const lacks = (host: Host): boolean =>
    missingCpuFeatures(settings.requiredCpuFeatures, host.cpuFeatures).length > 0;
  for (const host of world.hosts.values()) {
    const isReachable = world.link(from.name, host.name)?.model.isUp === true;
    if (host === from || !host.up || host.drain !== null || !isReachable) continue;
    const isRoomier = best === undefined || world.freeBytes(host) > world.freeBytes(best);
    if (best === undefined || lacks(best) === lacks(host) ? isRoomier : lacks(best)) best = host;
  }
  return best;
}

function reasonOf(ending: MigrationEnding): string {
  return ending.kind === 'migration.failed' ? ending.reason : 'The migration was cancelled.';
}
