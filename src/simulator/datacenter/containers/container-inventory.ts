import { publishedTo } from '../../container/oci/publish.ts';
import type { Container, ContainerHost, ContainerState } from '../../container/oci/container-host.ts';
import { stateOf } from '../../container/oci/lifecycle.ts';
import type { Walls } from '../../container/oci/walls.ts';
import { type Task, pidIn } from '../../container/process/task.ts';
import type { MigrationInventory } from '../inventory.ts';
import { activeMigrationInventory } from '../migration-inventory.ts';
import type { World } from '../world.ts';
import type { CheckpointProgress } from './checkpoint.ts';
import { isMigration } from './container-migration.ts';
import type { ContainerWork } from './container-work.ts';

/** A container as plain data. */
export interface ContainerInventory {
  readonly name: string;
  readonly host: string;
  readonly image: string;
  /** The content address of its image. */
  readonly digest: string;
  readonly state: ContainerState;
  readonly walls: Walls;
  /** Its address on the host's bridge; null where it has the host's network. */
  readonly address: string | null;
  /** Ports of its host that lead to it, as in "8080:80"; absent where there are none. */
  readonly published?: readonly string[];
  readonly processes: readonly ProcessInventory[];
  readonly memoryBytes: number;
  /** How often the out-of-memory killer came. */
  readonly killedForMemory: number;
  /** What is under way with it; absent where nothing is. */
  readonly work?: ContainerWork['kind'];
  /** How far its checkpoint is that is being taken; absent where none is. */
  readonly checkpointing?: CheckpointProgress;
  /** Its migration that is under way; absent where there is none. */
  readonly migration?: MigrationInventory;
}

/** A process of a container as plain data. */
export interface ProcessInventory {
  /** Its number on the host, and in the container. */
  readonly pid: number;
  readonly inside: number;
  readonly command: string;
  readonly state: Task['state'];
}

/** The containers of a host, in the order in which they were made. */
export function containersOn(world: World, host: string): readonly ContainerInventory[] {
  const kernel = world.containerKernels.get(host)?.host;
  if (kernel === undefined) return [];
  return [...kernel.containers.values()].map((container) => ({
    name: container.name,
    host,
    image: container.image.name,
    digest: container.image.digest,
    state: kernel.kernel.panic === null ? stateOf(container) : 'stopped',
    walls: container.walls,
    address: container.address,
    ...(published(kernel, container).length > 0 && { published: published(kernel, container) }),
    processes: processesOf(container),
    memoryBytes: container.init.cgroup.usage.memory,
    killedForMemory: container.init.cgroup.usage.oomKills,
    ...workWith(world, container.name),
  }));
}

function workWith(world: World, container: string): Pick<ContainerInventory, 'work' | 'checkpointing' | 'migration'> {
  const work = world.containerWorks.get(container);
  if (work === undefined) return {};
  const checkpointing = work.checkpointProgress?.();
  return { work: work.kind, ...(checkpointing && { checkpointing }), ...(isMigration(work) && { migration: activeMigrationInventory(work.active) }) };
}

function published({ kernel }: ContainerHost, { address }: Container): readonly string[] {
  return publishedTo(kernel.init.namespaces.net.stack, address);
}

function processesOf({ init }: Container): readonly ProcessInventory[] {
  return [...init.cgroup.tasks]
    .filter((task) => task.state !== 'dead' && task.state !== 'zombie')
    .map((task) => ({ pid: task.id, inside: pidIn(init.pidNamespace, task), command: task.arguments.join(' ') || task.command, state: task.state }))
    .sort((one, other) => one.pid - other.pid);
}
