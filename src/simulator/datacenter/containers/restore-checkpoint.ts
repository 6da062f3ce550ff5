import type { CheckpointImage } from '../../container/checkpoint/checkpoint-image.ts';
import { MEASURED_COSTS as COSTS } from '../../container/checkpoint/costs.ts';
import { reconnect } from '../../container/checkpoint/connections.ts';
import { restoreContainer, stateOfImage } from '../../container/checkpoint/restore.ts';
import type { Nanoseconds } from '../../kernel/time.ts';
import type { World } from '../world.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type ContainerKernel, kernelOf, passTime, runKernel } from './container-kernel.ts';
import { type ContainerWork, runTimed, type TimedProcess } from './container-work.ts';

export interface RestoreOrder {
  readonly checkpoint: Checkpoint;
  readonly container: string;
  readonly host: string;
  readonly lazyPages: boolean;
}

/** Sets a restore going. What can be seen to fail has been refused. */
export function startRestore(world: World, order: RestoreOrder): void {
  const { checkpoint, container, host, lazyPages } = order;
  const names = { container, checkpoint: checkpoint.name, host };
  world.emit({ kind: 'container.restore-started', ...names, lazyPages });
  const failed = (reason: string) => ({ kind: 'container.restore-failed' as const, ...names, reason });
  const running = runTimed(world, restore(world, order), (end) => {
    world.containerWorks.delete(container);
    if (!end.ok) world.emit(failed(end.error.message));
  });
  const work: ContainerWork = {
    kind: 'restore', container, hosts: [host], checkpoint: checkpoint.name, whenClosed: failed,
    interrupt: (reason) => {
      running.interrupt(new Error(reason));
    },
  };
  world.containerWorks.set(container, work);
  running.start();
}

function* restore(world: World, { checkpoint, container, host }: RestoreOrder): TimedProcess<void> {
  const began = world.queue.now;
  yield restoreTime(checkpoint.image);
  const kernel: ContainerKernel = kernelOf(world, world.host(host));
  if (kernel.host.kernel.panic !== null) throw new Error(`The kernel of host ${host} has crashed.`);
  passTime(world, kernel);
  const { sockets } = restoreContainer(kernel.host, container, stateOfImage(checkpoint.image));
  const connections = reconnect(sockets);
  world.emit({ kind: 'container.restored', container, checkpoint: checkpoint.name, host, totalTime: world.queue.now - began, connections });
  runKernel(world, kernel);
}

function restoreTime({ pages, processes }: CheckpointImage): Nanoseconds {
  return COSTS.restoreState + processes * COSTS.process + pages * COSTS.restorePage;
}
