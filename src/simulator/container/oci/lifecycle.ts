import { raise } from '../process/end.ts';
import type { Signal } from '../process/signal.ts';
import { closeSession } from './session.ts';
import type { Container, ContainerHost, ContainerState } from './container-host.ts';
import { CGROUPS } from './prepare-host.ts';
import { unpublish } from './publish.ts';
import { must, RuntimeError } from './runtime-error.ts';
import { systemCall } from '../system-call.ts';

/* runtime-spec, "Lifecycle" and "Operations": what may be asked in which state, and the errors otherwise. */

/** The container of this name. Throws `RuntimeError` where there is none. */
export function containerOf(host: ContainerHost, name: string): Container {
  const container = host.containers.get(name);
  if (container === undefined) throw new RuntimeError(`There is no container "${name}" on this host.`);
  return container;
}

/** Its state, which its first process decides. */
export function stateOf(container: Container): ContainerState {
  const { state } = container.init;
  if (state === 'zombie' || state === 'dead') return 'stopped';
  return container.hasStarted ? 'running' : 'created';
}

function demandState(container: Container, verb: string, allowed: readonly ContainerState[]): void {
  const state = stateOf(container);
  if (!allowed.includes(state)) {
    throw new RuntimeError(`Container "${container.name}" is ${state}: only one that is ${allowed.join(' or ')} can be ${verb}.`);
  }
}

/** start: runs the image's command, or another one. Only once: a stopped container does not start again. */
export function startContainer(host: ContainerHost, name: string, command?: readonly string[]): void {
  const container = containerOf(host, name);
  demandState(container, 'started', ['created']);
  const words = command ?? container.image.command;
  const [program = ''] = words;
  const path = program.includes('/') ? program : `/bin/${program}`;
  must(host.kernel, container.init, `"${program}"`, 'execve', path, words, container.image.environment);
  container.hasStarted = true;
}

/** kill: a signal for the first process. */
export function killContainer(host: ContainerHost, name: string, signal: Signal): void {
  const container = containerOf(host, name);
  demandState(container, 'sent a signal', ['created', 'running']);
  raise(host.kernel, container.init, signal, container.walls.namespaces.includes('pid'));
}

/** delete: takes away what create made. Only for a stopped container. */
export function deleteContainer(host: ContainerHost, name: string): void {
  const container = containerOf(host, name);
  demandState(container, 'deleted', ['stopped']);
  const { kernel } = host;
  const { init } = kernel;
  // Without a pid namespace its other processes live on: they go by the group.
  const group = `${CGROUPS}/virtlab/${name}`;
  for (const task of [...container.init.cgroup.tasks]) raise(kernel, task, 'KILL', true);
  for (const session of container.sessions.values()) closeSession(session);
  systemCall(kernel, init, 'waitpid', container.init.id);
  for (const task of [...container.init.cgroup.tasks]) if (task.parent === init) systemCall(kernel, init, 'waitpid', task.id);
  must(kernel, init, 'cgroup', 'rmdir', group);
  unpublish(init.namespaces.net.stack, container.address);
  removeLinks(host, container);
  if (container.walls.root !== 'none') systemCall(kernel, init, 'umount', `/containers/${name}/root`, ['detach']);
  removeTree(host, `/containers/${name}`);
  host.containers.delete(name);
}

/** The host's end of the veth pair goes with the namespace of the other end. */
function removeLinks({ kernel }: ContainerHost, { init }: Container): void {
  const ours = kernel.init.namespaces.net.stack;
  if (init.namespaces.net.stack === ours) return;
  for (const link of [...ours.interfaces.values()]) {
    if (link.link.kind === 'veth' && link.link.peer?.stack === init.namespaces.net.stack) must(kernel, kernel.init, 'network', 'link_delete', link.name);
  }
}

function removeTree(host: ContainerHost, path: string): void {
  const { kernel } = host;
  for (const name of must(kernel, kernel.init, path, 'readdir', path)) {
    const below = `${path}/${name}`;
    if (must(kernel, kernel.init, below, 'lstat', below).kind === 'directory') removeTree(host, below);
    else must(kernel, kernel.init, below, 'unlink', below);
  }
  must(kernel, kernel.init, path, 'rmdir', path);
}
