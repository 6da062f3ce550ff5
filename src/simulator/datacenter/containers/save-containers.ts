import { readGraph, writeGraph } from '../../container/graph.ts';
import type { ContainerHost } from '../../container/oci/container-host.ts';
import type { PartCollection } from '../part-numbers.ts';
import { DamagedWorld, type SavedParts } from '../saved-parts.ts';
import type { World } from '../world.ts';
import { addKernel, comeAgain } from './container-kernel.ts';

/** The kernel of a host: its whole graph as the bytes of one part. */
export interface SavedContainers {
  readonly host: string;
  /** Number of the state. */
  readonly graph: number;
}

interface SavedKernel {
  readonly host: ContainerHost;
  readonly told: Set<string>;
}

export function saveContainers(world: World, collection: PartCollection): readonly SavedContainers[] {
  return [...world.containerKernels.values()].map((kernel) => {
    kernel.saved ??= writeGraph({ host: kernel.host, told: kernel.told } satisfies SavedKernel);
    return { host: kernel.hostName, graph: collection.state(kernel.saved) };
  });
}

export function restoreContainers(world: World, saved: readonly SavedContainers[], parts: SavedParts): void {
  for (const { host, graph } of saved) {
    if (!world.hosts.has(host)) throw new DamagedWorld(`there are containers on host "${host}", which is not there.`);
    let kernel: SavedKernel;
    try {
      kernel = readGraph(parts.state(graph)) as SavedKernel;
    } catch {
      throw new DamagedWorld(`the containers of host "${host}" cannot be read.`);
    }
    comeAgain(world, addKernel(world, host, kernel.host, kernel.told));
  }
}

/** The host loses power: its kernel is gone, and every container with it. */
export function loseContainers(world: World, host: string): void {
  const kernel = world.containerKernels.get(host);
  if (kernel === undefined) return;
  kernel.appointment?.cancel();
  world.containerKernels.delete(host);
  for (const { name } of kernel.host.containers.values()) {
    if (!kernel.told.has(name)) world.emit({ kind: 'container.stopped', container: name, how: `host ${host} failed` });
    world.emit({ kind: 'container.deleted', container: name });
  }
}
