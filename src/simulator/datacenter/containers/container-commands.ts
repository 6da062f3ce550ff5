import { createContainer } from '../../container/oci/create-container.ts';
import type { Container } from '../../container/oci/container-host.ts';
import { type FileAnswer, type FileQuestion, lookIntoContainer } from '../../container/oci/look-into.ts';
import { deleteContainer, killContainer, startContainer, stateOf } from '../../container/oci/lifecycle.ts';
import { NEW_CONTAINER_BYTES } from '../../container/oci/costs.ts';
import { probeWalls, type WallProbe } from '../../container/oci/probe.ts';
import { RuntimeError } from '../../container/oci/runtime-error.ts';
import type { Kernel } from '../../container/kernel.ts';
import { interrupt, openTerminal, resizeTerminal, type as typeInto } from '../../container/oci/session.ts';
import { WALL_PRESETS, type Walls } from '../../container/oci/walls.ts';
import { shippedImages } from '../../container/image/shipped-images.ts';
import { PROGRAMS } from '../../container/programs/all.ts';
import { choiceOf } from '../closest-name.ts';
import type { CommandOf } from '../commands.ts';
import { requireName, showBytes } from '../limits.ts';
import { Refusal, require } from '../refusal.ts';
import { requireUp } from '../room.ts';
import type { World } from '../world.ts';
import { changeContainerFiles } from './file-changes.ts';
import { cancelCheckpoint, deleteCheckpoint, restoreCheckpoint, takeCheckpoint } from './checkpoint-commands.ts';
import { cancelContainerMigration, migrateContainer, recoverContainerMigration } from './container-migration-commands.ts';
import { requireNoWork } from './container-work.ts';
import { type ContainerKernel, kernelOf, passTime, runKernel } from './container-kernel.ts';

/** The commands on containers and on checkpoints of them. */
export type ContainerCommand = CommandOf<`container.${string}`>;

/** The same for all containers, which share them as they share layers. */
const IMAGES = shippedImages([...PROGRAMS.keys()]);

/** Containers on a host: runtime-spec's operations, and their terminals. */
export function applyContainerCommand(world: World, command: ContainerCommand): void {
  try {
    perform(world, command);
  } catch (error) {
    if (error instanceof RuntimeError) throw new Refusal(error.message);
    throw error;
  }
}

function perform(world: World, command: ContainerCommand): void {
  if (command.kind === 'container.create') {
    create(world, command);
    return;
  }
  if (command.kind === 'container.restore') {
    restoreCheckpoint(world, command);
    return;
  }
  if (command.kind === 'container.cancelCheckpoint') {
    cancelCheckpoint(world, command);
    return;
  }
  if (command.kind === 'container.deleteCheckpoint') {
    deleteCheckpoint(world, command);
    return;
  }
  if (command.kind === 'container.cancelMigration') {
    cancelContainerMigration(world, command);
    return;
  }
  if (command.kind === 'container.recoverMigration') {
    recoverContainerMigration(world, command);
    return;
  }
  const { kernel, container } = find(world, command.container);
  const { name } = container;
  if (command.kind === 'container.type' || command.kind === 'container.interrupt') {
    require(stateOf(container) !== 'stopped', () => `Container "${name}" is stopped: there is nobody inside who could run a shell.`);
  }
  // What is done now begins now, not when the kernel last had something to do.
  passTime(world, kernel);
  switch (command.kind) {
    case 'container.checkpoint':
      requireNoWork(world, name);
      takeCheckpoint(world, command, kernel, container);
      return;
    case 'container.migrate':
      requireNoWork(world, name);
      migrateContainer(world, command, kernel, container);
      return;
    case 'container.start':
      startContainer(kernel.host, name);
      world.emit({ kind: 'container.started', container: name });
      break;
    case 'container.stop':
      requireNoWork(world, name);
      killContainer(kernel.host, name, 'KILL');
      break;
    case 'container.delete':
      requireNoWork(world, name);
      deleteContainer(kernel.host, name);
      kernel.told.delete(name);
      world.emit({ kind: 'container.deleted', container: name });
      break;
    case 'container.type':
      typeIntoTerminal(kernel.host.kernel, container, command);
      break;
    case 'container.interrupt':
      interrupt(kernel.host.kernel, openTerminal(kernel.host.kernel, container, command.terminal));
      break;
    default:
      changeContainerFiles(world, kernel, command);
  }
  runKernel(world, kernel);
}

function typeIntoTerminal(kernel: Kernel, container: Container, { terminal, text, columns, rows }: CommandOf<'container.type'>): void {
  const session = openTerminal(kernel, container, terminal);
  if (columns !== undefined && rows !== undefined) resizeTerminal(kernel, session, columns, rows);
  typeInto(kernel, session, text);
}

function create(world: World, command: CommandOf<'container.create'>): void {
  const { container: name, image: imageName = 'base', walls: given = 'full' } = command;
  requireName('container', name);
  const host = world.host(command.host);
  requireUp(world, host.name);
  const taken = [...world.containerKernels.values()].some((kernel) => kernel.host.containers.has(name));
  require(!taken, () => `There is a container "${name}" already: choose another name.`);
  requireNoWork(world, name);
  const image = IMAGES.find((one) => one.name === imageName);
  if (image === undefined) throw new Refusal(`There is no image "${imageName}". There are: ${IMAGES.map((one) => one.name).join(', ')}.`);
  const walls = typeof given === 'string' ? presetOf(given) : given;
  const kernel = kernelOf(world, host);
  requireRunning(kernel);
  passTime(world, kernel);
  const free = world.freeBytes(host);
  require(free >= NEW_CONTAINER_BYTES, () => `Host "${host.name}" has no room for container "${name}": it needs ${showBytes(NEW_CONTAINER_BYTES)}, and ${showBytes(free)} are free.`);
  createContainer(kernel.host, name, image, walls, command.publish);
  world.emit({ kind: 'container.created', container: name, host: host.name, image: imageName });
  runKernel(world, kernel);
}

function presetOf(name: string): Walls {
  const known: Readonly<Record<string, Walls>> = WALL_PRESETS;
  const walls = Object.hasOwn(known, name) ? known[name] : undefined;
  if (walls === undefined) throw new Refusal(`There are no walls called "${name}". There are: ${Object.keys(known).join(', ')}.`);
  return walls;
}

function requireRunning({ hostName, host }: ContainerKernel): void {
  require(host.kernel.panic === null, () => `The kernel of host "${hostName}" has crashed, and its containers with it: repair the host first.`);
}

/** What a container sees beside what its host sees. */
export function probeContainer(world: World, name: string): readonly WallProbe[] {
  const { kernel, container } = find(world, name);
  require(stateOf(container) !== 'stopped', () => `Container "${name}" is stopped: there is nobody inside to ask.`);
  try {
    return probeWalls(kernel.graph, name);
  } catch (error) {
    throw error instanceof RuntimeError ? new Refusal(error.message) : error;
  }
}

/** A container's files, as its processes see them. */
export function lookIntoFiles(world: World, name: string, question: FileQuestion): FileAnswer {
  return lookIntoContainer(find(world, name).kernel.host, name, question);
}

/** A container by its name, on whichever host it is. */
function find(world: World, name: string): { readonly kernel: ContainerKernel; readonly container: Container } {
  for (const kernel of world.containerKernels.values()) {
    const container = kernel.host.containers.get(name);
    if (container === undefined) continue;
    requireRunning(kernel);
    return { kernel, container };
  }
  const names = [...world.containerKernels.values()].flatMap((kernel) => [...kernel.host.containers.keys()]);
  throw new Refusal(`There is no container "${name}". ${choiceOf(name, names)}`);
}
