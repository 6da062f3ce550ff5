import { groupsBelow } from '../cgroup/hierarchy.ts';
import type { Container } from '../oci/container-host.ts';
import { socketsOf } from './cut.ts';

/** Stops every process of a container by its cgroup (cgroup-v2.rst, cgroup.freeze). With `locked` its connections, too. */
export function freezeContainer(container: Container, locked: boolean): void {
  const { init } = container;
  const running = groupsBelow(init.cgroup).filter((group) => !group.isFrozen);
  for (const group of running) group.isFrozen = true;
  container.frozenGroups = new Set(running);
  if (locked) lockConnections(container, true);
}

/** Lets those processes go on that were running before. */
export function thawContainer(container: Container): void {
  for (const group of container.frozenGroups ?? []) group.isFrozen = false;
  container.frozenGroups = null;
  lockConnections(container, false);
}

/** Locked connections neither send, receive nor tell their ends anything. */
function lockConnections({ init }: Container, isLocked: boolean): void {
  for (const socket of socketsOf(init.pidNamespace.tasks.values())) if (socket.state === 'connected') socket.isLocked = isLocked;
}
