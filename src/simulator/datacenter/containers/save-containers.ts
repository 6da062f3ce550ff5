import { thawContainer } from '../../container/checkpoint/freeze.ts';
import { GraphBlocks, type WrittenGraph } from '../../container/graph/blocks.ts';
import type { ContainerHost } from '../../container/oci/container-host.ts';
import { bringUpToDate } from '../../container/oci/older-sessions.ts';
import type { PartCollection } from '../part-numbers.ts';
import { DamagedWorld, type SavedParts } from '../saved-parts.ts';
import type { World } from '../world.ts';
import { addKernel, comeAgain, type ContainerKernel, type KernelRoot } from './container-kernel.ts';
import { upgradeKernel } from './saved-kernel-1.ts';

/** The kernel of a host: its graph in blocks, each of which is a state. */
export interface SavedContainers {
  readonly host: string;
  /** Numbers of states. */
  readonly blocks: readonly number[];
  /** The content of large files: the place of its object in the graph, and the number of its state. */
  readonly large: readonly (readonly [place: number, state: number])[];
}

/** The kernels of all hosts for the header of a saved world; their blocks go into the collection. */
/** The kernels as they are at this moment; the steps, for all of which they are known, are for working out their bytes. */
export function saveContainers(world: World, collection: PartCollection): Generator<void, readonly SavedContainers[]> {
  const writings = [...world.containerKernels.values()].map(({ hostName, graph }) => ({ hostName, steps: graph.startWriting() }));
  return (function* () {
    const saved: SavedContainers[] = [];
    for (const { hostName, steps } of writings) saved.push(numbered(hostName, yield* steps, (bytes) => collection.state(bytes)));
    return saved;
  })();
}

/** `stateOf` numbers a state. */
export function saveKernel({ hostName, graph }: ContainerKernel, stateOf: (bytes: Uint8Array) => number): SavedContainers {
  return numbered(hostName, graph.write(), stateOf);
}

function numbered(host: string, { blocks, large }: WrittenGraph, stateOf: (bytes: Uint8Array) => number): SavedContainers {
  return { host, blocks: blocks.map(stateOf), large: Array.from(large, ([place, bytes]) => [place, stateOf(bytes)] as const) };
}

/** Puts saved kernels on their hosts again, with all containers going on. Throws a `DamagedWorld` where one cannot be read. */
export function restoreContainers(world: World, saved: readonly SavedContainers[], parts: SavedParts): void {
  for (const entry of saved) {
    const { host } = entry;
    if (!world.hosts.has(host)) throw new DamagedWorld(`there are containers on host "${host}", which is not there.`);
    const kernel = addKernel(world, host, read(entry, parts));
    upgradeSessions(kernel.host);
    thawAll(kernel.host);
    comeAgain(world, kernel);
  }
}

function read(saved: SavedContainers, parts: SavedParts): GraphBlocks<KernelRoot> {
  try {
    return upgradeKernel(saved, parts) ?? GraphBlocks.read({
      blocks: saved.blocks.map((number) => parts.state(number)),
      large: new Map(saved.large.map(([place, number]) => [place, parts.state(number)])),
    });
  } catch {
    throw new DamagedWorld(`the containers of host "${saved.host}" cannot be read.`);
  }
}

/** Worlds that were saved before there was job control. */
function upgradeSessions({ kernel, containers }: ContainerHost): void {
  bringUpToDate(kernel.pidNamespace.tasks.values(), [...containers.values()].flatMap(({ sessions }) => [...sessions.values()]));
}

/** What containers stood still for, or were slowed down for, has been given up: they go on. */
function thawAll({ containers }: ContainerHost): void {
  for (const container of containers.values()) {
    if (container.frozenGroups !== null) thawContainer(container);
    if (container.savedQuota !== null) Object.assign(container.init.cgroup, container.savedQuota);
    container.savedQuota = null;
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
