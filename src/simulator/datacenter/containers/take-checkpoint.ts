import { newCheckpointImage } from '../../container/checkpoint/checkpoint-image.ts';
import { freezeTime, MEASURED_COSTS as COSTS } from '../../container/checkpoint/costs.ts';
import { dumpState } from '../../container/checkpoint/dump.ts';
import { freezeContainer, thawContainer } from '../../container/checkpoint/freeze.ts';
import { type CopyFigures, MemoryCopy } from '../../container/checkpoint/memory-copy.ts';
import { demandCheckpointable } from '../../container/checkpoint/refusals.ts';
import type { Container } from '../../container/oci/container-host.ts';
import { killContainer, stateOf } from '../../container/oci/lifecycle.ts';
import type { Task } from '../../container/process/task.ts';
import type { Command } from '../commands.ts';
import type { World } from '../world.ts';
import { bytesOf, type Checkpoint } from './checkpoint.ts';
import { type ContainerKernel, passTime, runKernel } from './container-kernel.ts';
import { type ContainerWork, runTimed, type TimedProcess } from './container-work.ts';

export interface CheckpointOrder {
  readonly kernel: ContainerKernel;
  readonly container: Container;
  readonly name: string;
  readonly options: Extract<Command, { kind: 'container.checkpoint' }>;
}

/** Sets the taking of a checkpoint going. What CRIU would refuse at once has been refused. */
export function startCheckpoint(world: World, order: CheckpointOrder): void {
  const { kernel, container, name, options } = order;
  const { preDumps = 0, leaveRunning = false, tcpEstablished = false } = options;
  world.emit({ kind: 'container.checkpoint-started', container: container.name, checkpoint: name, host: kernel.hostName, preDumps, leaveRunning, tcpEstablished });
  const failed = (reason: string) => ({ kind: 'container.checkpoint-failed' as const, container: container.name, checkpoint: name, reason });
  const running = runTimed(world, take(world, order), (end) => {
    world.containerWorks.delete(container.name);
    if (!end.ok) {
      if (container.frozenGroups !== null) thawContainer(container);
      world.emit(failed(end.error.message));
    }
    if (world.containerKernels.get(kernel.hostName) === kernel) runKernel(world, kernel);
  });
  const work: ContainerWork = {
    kind: 'checkpoint', container: container.name, hosts: [kernel.hostName], checkpoint: name, whenClosed: failed,
    interrupt: (reason) => {
      running.interrupt(new Error(reason));
    },
  };
  world.containerWorks.set(container.name, work);
  running.start();
}

function* take(world: World, order: CheckpointOrder): TimedProcess<void> {
  const { kernel, container, options } = order;
  const { preDumps = 0, tcpEstablished = false } = options;
  const began = world.queue.now;
  const memory = new MemoryCopy();
  const rounds: CopyFigures[] = [];
  for (let round = 1; round <= preDumps; round++) rounds.push(yield* preDump(world, order, memory, round));
  const frozenAt = world.queue.now;
  const freezingTime = yield* freeze(world, order, tcpEstablished);
  demandCheckpointable(kernel.host, container, tcpEstablished);
  const finalDump = memory.update(tasksOf(container));
  const { facts, files } = dumpState(kernel.host, container);
  const image = newCheckpointImage(facts, files, memory.contentsOf(tasksOf(container)));
  yield finalDump.pagesScanned * COSTS.scanPage + finalDump.pagesWritten * COSTS.dumpPage + COSTS.dumpState + facts.processes * COSTS.process;
  const { now } = world.queue;
  keep(world, order, {
    name: order.name, container: container.name, host: kernel.hostName, takenAt: frozenAt + freezingTime, leftRunning: options.leaveRunning ?? false, tcpEstablished,
    figures: { freezingTime, frozenTime: now - frozenAt, totalTime: now - began, preDumps: rounds, finalDump }, image,
  });
}

function keep(world: World, { kernel, container }: CheckpointOrder, checkpoint: Checkpoint): void {
  world.checkpoints.set(checkpoint.name, checkpoint);
  passTime(world, kernel);
  // Its connections end without a word: they may go on from the checkpoint.
  if (!checkpoint.leftRunning) killContainer(kernel.host, container.name, 'KILL');
  thawContainer(container);
  const { name, host, figures, image } = checkpoint;
  world.emit({ kind: 'container.checkpointed', container: container.name, checkpoint: name, host, pages: image.pages, bytes: bytesOf(image), figures });
}

/** Copies memory while the processes run on, but for the moment in which it is noted what there is (criu(8), pre-dump). */
function* preDump(world: World, order: CheckpointOrder, memory: MemoryCopy, round: number): TimedProcess<CopyFigures> {
  const { kernel, container, name } = order;
  const frozenAt = world.queue.now;
  yield* freeze(world, order, false);
  const figures = memory.update(tasksOf(container));
  yield figures.pagesScanned * COSTS.scanPage;
  const frozenTime = world.queue.now - frozenAt;
  passTime(world, kernel);
  thawContainer(container);
  runKernel(world, kernel);
  yield figures.pagesWritten * COSTS.dumpPage;
  world.emit({ kind: 'container.pre-dumped', container: container.name, checkpoint: name, round, frozenTime, ...figures });
  return figures;
}

/** Stops the processes; returns how long that took. */
function* freeze(world: World, { kernel, container }: CheckpointOrder, locked: boolean): TimedProcess<number> {
  runKernel(world, kernel);
  if (kernel.host.kernel.panic !== null) throw new Error(`The kernel of host ${kernel.hostName} has crashed.`);
  if (stateOf(container) !== 'running') throw new Error('The container has ended meanwhile.');
  freezeContainer(container, locked);
  const time = freezeTime(COSTS, tasksOf(container).length);
  yield time;
  passTime(world, kernel);
  return time;
}

function tasksOf({ init }: Container): Task[] {
  return [...init.pidNamespace.tasks.values()];
}
