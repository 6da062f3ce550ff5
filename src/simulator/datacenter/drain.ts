import type { MigrationEnding } from '../migration/events.ts';
import { DEFAULT_PARAMETERS, type MigrationParameters } from '../migration/parameters.ts';
import type { CommandOf } from './commands.ts';
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
  readonly waiting: string[];
  readonly moving: Set<string>;
  readonly moved: string[];
  readonly left: { readonly vm: string; readonly reason: string }[];
}

/** Migrates every running VM away from a host, so many at a time, each to the host with the most room. */
export function drainHost(world: World, command: CommandOf<'host.drain'>): void {
  const { host: name, parallel = 2 } = command;
  const host = world.host(name);
  require(host.drain === null, () => `Host "${name}" is being drained already.`);
  requireWithin('The number of migrations at a time', parallel, { least: 1, most: 100 });
  const parameters = checkParameters({ ...DEFAULT_PARAMETERS, ...command.parameters });
  const running = world.vmsOn(name).filter((vm) => vm.state !== 'stopped');
  require(running.length > 0, () => `No VM runs on host "${name}", so there is nothing to drain.`);
  const vms = running.filter((vm) => vm.activeMigration === null);
  require(vms.length > 0, () => `Every VM that runs on host "${name}" is migrating already, so there is nothing to drain.`);
  const waiting = vms.map((vm) => vm.name);
  world.emit({ kind: 'host.drain-started', host: name, vms: [...waiting], parallel });
  host.drain = { parallel, parameters, waiting, moving: new Set(), moved: [], left: [] };
  startNext(world, host, host.drain);
}

/** How a drain ends whose migrations are broken off because the world is closed. */
export function brokenDrain(world: World, { name: host }: Host, { waiting, moving, moved, left }: Drain): EventBody {
  const reason = 'VirtLab was closed before it had moved.';
  const isHere = (vm: string): boolean => world.vms.get(vm)?.host === host;
  const stayed = [...moving, ...waiting].filter(isHere).map((vm) => ({ vm, reason }));
  // In post-copy a machine has moved already.
  const arrived = [...moving].filter((vm) => !isHere(vm));
  return { kind: 'host.drain-ended', host, moved: [...moved, ...arrived], left: [...left, ...stayed] };
}

function ended(world: World, host: Host, drain: Drain, vm: VirtualMachine, ending: MigrationEnding): void {
  drain.moving.delete(vm.name);
  if (ending.kind === 'migration.completed') drain.moved.push(vm.name);
  else drain.left.push({ vm: vm.name, reason: reasonOf(ending) });
  startNext(world, host, drain);
}

function startNext(world: World, host: Host, drain: Drain): void {
  while (drain.moving.size < drain.parallel) {
    const name = drain.waiting.shift();
    if (name === undefined) break;
    const vm = world.vms.get(name);
    if (vm !== undefined && vm.host === host.name) move(world, host, drain, vm);
  }
  if (drain.moving.size > 0 || drain.waiting.length > 0) return;
  host.drain = null;
  world.emit({ kind: 'host.drain-ended', host: host.name, moved: drain.moved, left: drain.left });
}

function move(world: World, host: Host, drain: Drain, vm: VirtualMachine): void {
  const target = roomiestTarget(world, host, vm);
  try {
    requireUp(world, host.name);
    require(target !== undefined, () => 'There is no other host with a link that is up.');
    const link = checkStart(world, vm, target.name);
    drain.moving.add(vm.name);
    startMigration(world, vm, {
      to: target.name, link, parameters: drain.parameters,
      onEnd: (ending) => {
        ended(world, host, drain, vm, ending);
      },
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    drain.left.push({ vm: vm.name, reason: error.message });
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
