import { RuntimeError } from '../../container/oci/runtime-error.ts';
import { stateOf } from '../../container/oci/lifecycle.ts';
import type { MigrationEnding } from '../../migration/events.ts';
import type { MigrationParameters } from '../../migration/parameters.ts';
import { Refusal } from '../refusal.ts';
import { requireUp } from '../room.ts';
import type { Host, World } from '../world.ts';
import { migrateContainer } from './container-migration-commands.ts';
import { requireNoWork } from './container-work.ts';

/** The containers of a host that run, in the order in which they were made. */
export function runningContainers(world: World, host: string): readonly string[] {
  const containers = world.containerKernels.get(host)?.host.containers.values() ?? [];
  return [...containers].filter((container) => stateOf(container) === 'running').map(({ name }) => name);
}

/** Whether a container runs on this host. */
export function runsOn(world: World, host: string, name: string): boolean {
  return runningContainers(world, host).includes(name);
}

/** Why a container could not begin to move; null where it has begun. */
type Obstacle = string | null;

/**
 * Begins to move a container to the reachable host with the most room that takes it; the first made of equals. Where all
 * refuse, the reason is that of the first of them.
 */
export function moveContainerAway(world: World, from: Host, name: string, parameters: MigrationParameters, onEnd: (ending: MigrationEnding) => void): Obstacle {
  let obstacle: Obstacle = null;
  for (const { name: to } of targets(world, from)) {
    const refusal = tryMove(world, from, name, { to, parameters, onEnd });
    if (refusal === null) return null;
    obstacle ??= refusal;
  }
  return obstacle ?? 'There is no other host with a link that is up.';
}

function tryMove(world: World, from: Host, name: string, { to, parameters, onEnd }: { readonly to: string; readonly parameters: MigrationParameters; readonly onEnd: (ending: MigrationEnding) => void }): Obstacle {
  const kernel = world.containerKernels.get(from.name);
  const container = kernel?.host.containers.get(name);
  if (kernel === undefined || container === undefined) return `There is no container "${name}" any more.`;
  try {
    requireUp(world, from.name);
    requireNoWork(world, name);
    migrateContainer(world, { kind: 'container.migrate', container: name, to, parameters }, kernel, container, onEnd);
    return null;
  } catch (error) {
    if (error instanceof Refusal || error instanceof RuntimeError) return error.message;
    throw error;
  }
}

function targets(world: World, from: Host): readonly Host[] {
  const reachable = [...world.hosts.values()].filter((host) => host !== from && host.up && host.drain === null && world.link(from.name, host.name)?.model.isUp === true);
  return reachable.sort((one, other) => world.freeBytes(other) - world.freeBytes(one));
}
