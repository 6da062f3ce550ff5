import { choiceOf } from '../closest-name.ts';
import { demandCheckpointable } from '../../container/checkpoint/refusals.ts';
import { demandRoom } from '../../container/checkpoint/restore.ts';
import type { Container } from '../../container/oci/container-host.ts';
import { readPublished } from '../../container/oci/publish.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import type { CommandOf } from '../commands.ts';
import { requireName, requireWithin } from '../limits.ts';
import { Refusal, require } from '../refusal.ts';
import { requireUp } from '../room.ts';
import type { World } from '../world.ts';
import { bytesOf, type Checkpoint, PRE_DUMPS } from './checkpoint.ts';
import { type ContainerKernel, passTime, runKernel } from './container-kernel.ts';
import { requireNoWork } from './container-work.ts';
import { startRestore } from './restore-checkpoint.ts';
import { startCheckpoint } from './take-checkpoint.ts';

/** Takes a checkpoint of a running container. */
export function takeCheckpoint(world: World, options: CommandOf<'container.checkpoint'>, kernel: ContainerKernel, container: Container): void {
  const { preDumps = 0, tcpEstablished = false } = options;
  const name = options.checkpoint ?? freeName(world, container.name);
  requireName('checkpoint', name);
  require(!world.checkpoints.has(name), () => `There is a checkpoint "${name}" already: choose another name.`);
  requireWithin('The number of pre-dumps', preDumps, PRE_DUMPS);
  require(world.storage.settings.works, () => 'The shared storage, where checkpoints are written, does not work: repair it first.');
  passTime(world, kernel);
  demandCheckpointable(kernel.host, container, tcpEstablished);
  startCheckpoint(world, { kernel, container, name, options });
  runKernel(world, kernel);
}

/** Gives up the checkpoint that is being taken; the container goes on. */
export function cancelCheckpoint(world: World, { container }: CommandOf<'container.cancelCheckpoint'>): void {
  const work = world.containerWorks.get(container);
  if (work?.cancel === undefined) throw new Refusal(`No checkpoint of container "${container}" is being taken, so there is nothing to cancel.`);
  work.cancel();
}

function freeName(world: World, container: string): string {
  for (let number = 1; ; number++) if (!world.checkpoints.has(`${container}-${number}`)) return `${container}-${number}`;
}

/** Makes a container of a checkpoint again, where it was or elsewhere. */
export function restoreCheckpoint(world: World, command: CommandOf<'container.restore'>): void {
  const checkpoint = find(world, command.checkpoint);
  const { container = checkpoint.container, host = checkpoint.host, lazyPages = false } = command;
  requireName('container', container);
  const published = command.publish ?? checkpoint.image.published ?? [];
  readPublished(published, checkpoint.image.address !== null);
  requireNoWork(world, container);
  require(world.storage.settings.works, () => 'The shared storage, where checkpoints are, does not work: repair it first.');
  const { memoryBytes } = world.host(host);
  requireUp(world, host);
  const taken = [...world.containerKernels.values()].find((kernel) => kernel.host.containers.has(container));
  require(taken === undefined, () => `There is a container "${container}" on host "${taken?.hostName}" already: delete it, or restore under another name.`);
  const kernel = world.containerKernels.get(host);
  if (kernel !== undefined) {
    require(kernel.host.kernel.panic === null, () => `The kernel of host "${host}" has crashed: let the host fail and repair it.`);
    demandRoom(kernel.host, container, { address: checkpoint.image.address, published, pages: checkpoint.image.pages });
  }
  require(checkpoint.image.pages * PAGE_BYTES <= memoryBytes, () => `Checkpoint "${checkpoint.name}" needs more memory than host "${host}" has: choose another host.`);
  startRestore(world, { checkpoint, container, host, lazyPages, published });
}

/** Removes a checkpoint from the shared storage, which has its room again. */
export function deleteCheckpoint(world: World, { checkpoint: name }: CommandOf<'container.deleteCheckpoint'>): void {
  const checkpoint = find(world, name);
  const user = [...world.containerWorks.values()].find((work) => work.checkpoint === name);
  require(user === undefined, () => `Container "${user?.container}" is being restored from checkpoint "${name}": wait until that is done.`);
  world.checkpoints.delete(name);
  world.storage.giveBack(bytesOf(checkpoint.image));
  world.emit({ kind: 'container.checkpoint-deleted', checkpoint: name });
}

function find(world: World, name: string): Checkpoint {
  const checkpoint = world.checkpoints.get(name);
  if (checkpoint !== undefined) return checkpoint;
  throw new Refusal(`There is no checkpoint "${name}". ${choiceOf(name, world.checkpoints.keys())}`);
}
