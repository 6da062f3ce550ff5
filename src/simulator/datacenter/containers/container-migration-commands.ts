import { demandCheckpointable } from '../../container/checkpoint/refusals.ts';
import { demandRoom } from '../../container/checkpoint/restore.ts';
import type { Container } from '../../container/oci/container-host.ts';
import { publishedTo } from '../../container/oci/publish.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import type { MigrationEnding } from '../../migration/events.ts';
import { DEFAULT_PARAMETERS } from '../../migration/parameters.ts';
import type { CommandOf } from '../commands.ts';
import { checkParameters, requireLink } from '../migration-checks.ts';
import { require } from '../refusal.ts';
import { requireUp } from '../room.ts';
import type { World } from '../world.ts';
import { type ContainerKernel, passTime, runKernel } from './container-kernel.ts';
import { type ContainerMigration, startContainerMigration } from './container-migration.ts';

/** Moves a running container to another host; `onEnd` is called when that is over. */
export function migrateContainer(
  world: World, command: CommandOf<'container.migrate'>, kernel: ContainerKernel, container: Container, onEnd?: (ending: MigrationEnding) => void,
): void {
  const { to, tcpEstablished = false } = command;
  const parameters = checkParameters({ ...DEFAULT_PARAMETERS, ...command.parameters });
  require(parameters.dirtyLimitBytesPerSecond === 0, () => 'The pages that a container writes cannot be limited: use auto-converge, which lowers its cpu.max.');
  require(kernel.hostName !== to, () => `Container "${container.name}" is on host "${to}" already: choose another host.`);
  const host = world.host(to);
  requireUp(world, to);
  passTime(world, kernel);
  demandCheckpointable(kernel.host, container, tcpEstablished);
  const there = world.containerKernels.get(to);
  if (there !== undefined) {
    passTime(world, there);
    const published = publishedTo(kernel.host.kernel.init.namespaces.net.stack, container.address);
    demandRoom(there.host, container.name, { address: container.address, published, pages: Math.ceil(container.init.cgroup.usage.memory / PAGE_BYTES) });
  }
  require(world.freeBytes(host) >= container.init.cgroup.usage.memory, () => `Host "${to}" has no room for container "${container.name}": choose another host.`);
  startContainerMigration(world, { kernel, container, to, link: requireLink(world, kernel.hostName, to), parameters, tcpEstablished, ...(onEnd && { onEnd }) });
  runKernel(world, kernel);
}

/** Breaks a migration off, so that the container goes on at its source. Refuses once it runs at its destination. */
export function cancelContainerMigration(world: World, { container: name }: CommandOf<'container.cancelMigration'>): void {
  const { active } = migrationOf(world, name);
  require(!active.isHandedOver, () => `Container "${name}" runs on ${active.to} already and its memory follows: post-copy cannot be cancelled without losing the container.`);
  active.cancel();
}

/** Lets a paused post-copy go on over the link between the two hosts. */
export function recoverContainerMigration(world: World, { container: name }: CommandOf<'container.recoverMigration'>): void {
  const { active } = migrationOf(world, name);
  require(active.awaitsRecovery, () => `The migration of container "${name}" is not paused, so there is nothing to recover.`);
  active.recover(requireLink(world, active.from, active.to));
}

function migrationOf(world: World, name: string): ContainerMigration {
  const work = world.containerWorks.get(name);
  require(work?.kind === 'migration', () => `Container "${name}" is not migrating.`);
  return work as ContainerMigration;
}
