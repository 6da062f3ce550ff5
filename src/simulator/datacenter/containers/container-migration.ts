import { type ConnectionFate, reconnect, resetOutside } from '../../container/checkpoint/connections.ts';
import { ContainerDestination } from '../../container/checkpoint/container-destination.ts';
import { ContainerSource } from '../../container/checkpoint/container-source.ts';
import type { ContainerState } from '../../container/checkpoint/container-state.ts';
import { contentsOf, dumpState } from '../../container/checkpoint/dump.ts';
import type { Restored } from '../../container/checkpoint/restore.ts';
import type { Container, ContainerHost } from '../../container/oci/container-host.ts';
import { deleteContainer, killContainer } from '../../container/oci/lifecycle.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import type { MigrationEnding } from '../../migration/events.ts';
import type { MigrationParameters } from '../../migration/parameters.ts';
import { ActiveMigration } from '../active-migration.ts';
import type { HostLink, World } from '../world.ts';
import { type ContainerKernel, kernelOf, runKernel } from './container-kernel.ts';
import type { ContainerWork } from './container-work.ts';
import { placeOf } from './kernel-place.ts';

/** Which container is to move where, over which link and how. */
export interface MigrationOrder {
  readonly kernel: ContainerKernel;
  readonly container: Container;
  readonly to: string;
  readonly link: HostLink;
  readonly parameters: MigrationParameters;
  readonly tcpEstablished: boolean;
  /** Called when it is over. */
  readonly onEnd?: (ending: MigrationEnding) => void;
}

type MovedContainer = ActiveMigration<ContainerSource, ContainerDestination>;

/** A container that is being migrated; the engine is the one of virtual machines. */
export interface ContainerMigration extends ContainerWork {
  readonly kind: 'migration';
  readonly active: MovedContainer;
}

/** Whether what is under way with a container is its migration. */
export function isMigration(work: ContainerWork): work is ContainerMigration {
  return work.kind === 'migration';
}

/** Room for what the processes may take while the migration lasts: up to memory.max, or as much again. */
function roomOf({ init }: Container): number {
  const { memoryMax } = init.cgroup;
  const pages = [...init.pidNamespace.tasks.values()].reduce((sum, task) => sum + (task.addressSpace?.pageCount ?? 0), 0);
  return Math.max(pages, memoryMax === null ? 2 * pages + LEAST_ROOM_PAGES : memoryMax / PAGE_BYTES);
}

const LEAST_ROOM_PAGES = 4096;

/** Sets the migration of a container going. What can be seen to fail has been refused. */
export function startContainerMigration(world: World, order: MigrationOrder): void {
  const { kernel, container, to, link, parameters, tcpEstablished } = order;
  const { name } = container;
  const from = kernel.hostName;
  const id = `migration-${++world.migrationsStarted}`;
  const pages = roomOf(container);
  const source = new ContainerSource(placeOf(world, kernel), container, pages, tcpEstablished);
  let breach: Error | null = null;
  const destination = new ContainerDestination(name, pages, container.init.pidNamespace.tasks.size, () => placeOf(world, kernelOf(world, world.host(to))), (restored, state) => {
    breach = difference(name, kernelOf(world, world.host(to)).host, restored, state, source);
    const connections = moveOver(world, order, restored);
    world.emit({ kind: 'container.migrated', container: name, from, to, connections });
  });
  world.emit({
    kind: 'migration.started', migration: id, vm: name, machine: 'container', from, to, memoryBytes: pages * PAGE_BYTES,
    linkBytesPerSecond: link.model.settings.bytesPerSecond, parameters,
  });
  const active = new ActiveMigration(world, { id, from, to, link, source, destination, parameters, wasRunning: true, mirror: null }, {
    onReport: (report) => {
      world.emit({ migration: id, ...report });
    },
    onEnd: (ending) => {
      world.containerWorks.delete(name);
      finish(world, order, active, ending);
      order.onEnd?.(ending);
      if (breach !== null) throw breach;
    },
  });
  const work: ContainerMigration = {
    kind: 'migration', container: name, hosts: [from, to], checkpoint: null, active,
    interrupt: (reason) => {
      active.interrupt(new Error(reason));
    },
    whenClosed: (reason) => ({ kind: 'migration.failed', migration: id, reason, figures: active.figures() }),
    missingPages: () => missingPages(active),
  };
  world.containerWorks.set(name, work);
  active.start();
}

/** The container is at its destination, and does not run yet: it goes from its source without a word to anybody. */
function moveOver(world: World, { kernel, container }: MigrationOrder, { sockets }: Restored): readonly ConnectionFate[] {
  const { host } = kernel;
  const connections = reconnect(sockets);
  resetOutside(container);
  killContainer(host, container.name, 'KILL');
  deleteContainer(host, container.name);
  kernel.told.delete(container.name);
  runKernel(world, kernel);
  return connections;
}

function finish(world: World, { container, kernel, to }: MigrationOrder, active: MovedContainer, ending: MigrationEnding): void {
  world.emit({ migration: active.id, ...ending });
  if (ending.kind !== 'migration.failed' || !active.isHandedOver) {
    if (world.containerKernels.get(kernel.hostName) === kernel) runKernel(world, kernel);
    return;
  }
  // What is still missing of its memory is nowhere any more.
  const there = world.containerKernels.get(to);
  if (there?.host.containers.has(container.name) !== true) return;
  killContainer(there.host, container.name, 'KILL');
  runKernel(world, there);
}

/**
 * The correctness law: the container at its destination, dumped again, is byte for byte what was dumped at its source.
 * A breach is a defect of the mechanism. In post-copy the memory is still to come.
 */
function difference(name: string, host: ContainerHost, { container }: Restored, state: ContainerState, source: ContainerSource): Error | null {
  const { files, spaces } = dumpState(host, container);
  for (const [file, bytes] of state.files) {
    const there = files.get(file);
    if (there?.length !== bytes.length || there.some((byte, index) => byte !== bytes[index])) return new Error(`Container "${name}" arrived damaged: ${file} differs from the source's.`);
  }
  if (spaces.some((space) => space.missing !== null)) return null;
  for (const [index, space] of spaces.entries()) {
    const { first = 0 } = state.stretches[index] ?? {};
    const sent = source.readPages(Uint32Array.from({ length: space.pageCount }, (_, page) => first + page)).contents.data;
    const page = contentsOf(space).findIndex((content, place) => content !== sent[place]);
    if (page >= 0) return new Error(`Container "${name}" arrived damaged: page ${page} of a process differs from the source's.`);
  }
  return null;
}

/** For each page that is still to come: the process, the page, and what it holds. */
function missingPages({ isHandedOver, source, destination }: MovedContainer): Uint32Array {
  if (!isHandedOver) return new Uint32Array(0);
  const list = destination.lazyMemory?.list() ?? [];
  const contents = source.readPages(Uint32Array.from(list, ({ place }) => place)).contents.data;
  return Uint32Array.from(list.flatMap(({ process, page }, index) => [process, page, contents[index] ?? 0]));
}
