import { newCheckpointImage } from '../../container/checkpoint/checkpoint-image.ts';
import { freezeTime, MEASURED_COSTS as COSTS } from '../../container/checkpoint/costs.ts';
import { dumpState } from '../../container/checkpoint/dump.ts';
import { freezeContainer, thawContainer } from '../../container/checkpoint/freeze.ts';
import { type CopyFigures, MemoryCopy } from '../../container/checkpoint/memory-copy.ts';
import { demandCheckpointable } from '../../container/checkpoint/refusals.ts';
import type { Container } from '../../container/oci/container-host.ts';
import { killContainer, stateOf } from '../../container/oci/lifecycle.ts';
import type { Task } from '../../container/process/task.ts';
import { milliseconds, type Nanoseconds } from '../../kernel/time.ts';
import type { Write } from '../../machine/shared-storage.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import type { CommandOf } from '../commands.ts';
import type { World } from '../world.ts';
import { bytesOf, type Checkpoint, type CheckpointPhase, type CheckpointProgress } from './checkpoint.ts';
import { type ContainerKernel, passTime, runKernel } from './container-kernel.ts';
import { type ContainerWork, runTimed, type TimedProcess } from './container-work.ts';

/** Of which container a checkpoint is to be taken, under which name and how. */
export interface CheckpointOrder {
  readonly kernel: ContainerKernel;
  readonly container: Container;
  readonly name: string;
  readonly options: CommandOf<'container.checkpoint'>;
}

/** Sets the taking of a checkpoint going. What CRIU would refuse at once has been refused. */
export function startCheckpoint(world: World, order: CheckpointOrder): void {
  const { kernel, container, name, options } = order;
  const { preDumps = 0, leaveRunning = false, tcpEstablished = false } = options;
  world.emit({ kind: 'container.checkpoint-started', container: container.name, checkpoint: name, host: kernel.hostName, preDumps, leaveRunning, tcpEstablished });
  const failed = (reason: string) => ({ kind: 'container.checkpoint-failed' as const, container: container.name, checkpoint: name, reason });
  const taking = new CheckpointTaking(world, order);
  const cancellation = new Error('It was given up.');
  const running = runTimed(world, taking.all(), (end) => {
    world.containerWorks.delete(container.name);
    if (!end.ok) {
      taking.giveUp();
      world.emit(end.error === cancellation ? { kind: 'container.checkpoint-cancelled', container: container.name, checkpoint: name } : failed(end.error.message));
    }
    if (world.containerKernels.get(kernel.hostName) === kernel) runKernel(world, kernel);
  });
  const work: ContainerWork = {
    kind: 'checkpoint', container: container.name, hosts: [kernel.hostName], checkpoint: name, whenClosed: failed, roomTaken: () => taking.roomTaken,
    checkpointProgress: () => taking.progress(),
    interrupt: (reason) => {
      running.interrupt(new Error(reason));
    },
    cancel: () => {
      running.interrupt(cancellation);
    },
  };
  world.containerWorks.set(container.name, work);
  running.start();
}

/** So often it is told, at most, how far a phase is: this time apart, or further. */
const MOST_LOOKS = 50;
const LOOK_AFTER = milliseconds(50);

/** A phase, and when it is through. */
interface Stretch {
  readonly phase: CheckpointPhase;
  readonly round: number;
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
}

/** One checkpoint that is being taken: pre-dumps, the last dump, and what of it lies on the storage so far. */
class CheckpointTaking {
  readonly #world: World;
  readonly #order: CheckpointOrder;
  readonly #memory = new MemoryCopy();
  #write: Write | null = null;
  #stretch: Stretch = { phase: 'freeze', round: 1, from: 0, to: 0 };
  /** Bytes on the shared storage. */
  roomTaken = 0;

  constructor(world: World, order: CheckpointOrder) {
    this.#world = world;
    this.#order = order;
  }

  *all(): TimedProcess<void> {
    const { options } = this.#order;
    const began = this.#world.queue.now;
    const preDumps: CopyFigures[] = [];
    for (let round = 1; round <= (options.preDumps ?? 0); round++) preDumps.push(yield* this.#preDump(round));
    yield* this.#lastDump(began, preDumps, options.tcpEstablished ?? false);
  }

  progress(): CheckpointProgress {
    const { phase, round, from, to } = this.#stretch;
    const share = to === from ? 0 : (this.#world.queue.now - from) / (to - from);
    return { checkpoint: this.#order.name, phase, round, rounds: (this.#order.options.preDumps ?? 0) + 1, share };
  }

  /** What was written so far goes, and the processes go on that were running before. */
  giveUp(): void {
    const { kernel, container } = this.#order;
    if (this.#write !== null) this.#world.storage.endedEarly(this.#write, this.#world.queue.now);
    this.#world.storage.giveBack(this.roomTaken);
    if (container.frozenGroups === null) return;
    // Up to now they stood still.
    if (this.#world.containerKernels.get(kernel.hostName) === kernel && kernel.host.kernel.panic === null) passTime(this.#world, kernel);
    thawContainer(container);
  }

  /** Lets the time of a phase pass that writes so many pages, and tells of it before and now and then. */
  *#phase(phase: CheckpointPhase, round: number, time: Nanoseconds, pages = 0): TimedProcess<void> {
    const names = { container: this.#order.container.name, checkpoint: this.#order.name };
    const from = this.#world.queue.now;
    this.#stretch = { phase, round, from, to: from + time };
    this.#world.emit({ kind: 'container.checkpoint-phase', ...names, phase, round, pages });
    const looks = Math.min(MOST_LOOKS, Math.floor(time / LOOK_AFTER));
    for (let look = 1; look <= looks; look++) {
      yield from + Math.floor((time * look) / (looks + 1)) - this.#world.queue.now;
      this.#world.emit({ kind: 'container.checkpoint-progress', ...names, pagesWritten: Math.floor((pages * look) / (looks + 1)) });
    }
    yield from + time - this.#world.queue.now;
  }

  /** Copies memory while the processes run on, but for the moment in which it is noted what there is (criu(8), pre-dump). */
  *#preDump(round: number): TimedProcess<CopyFigures> {
    const { kernel, container, name } = this.#order;
    const frozenAt = this.#world.queue.now;
    yield* this.#freeze(round, false);
    const figures = this.#memory.update(tasksOf(container));
    yield* this.#phase('pre-dump', round, figures.pagesScanned * COSTS.scanPage);
    const frozenTime = this.#world.queue.now - frozenAt;
    passTime(this.#world, kernel);
    thawContainer(container);
    runKernel(this.#world, kernel);
    yield* this.#phase('write', round, figures.pagesWritten * COSTS.dumpPage + this.#timeToWrite(figures.pagesWritten * PAGE_BYTES), figures.pagesWritten);
    this.#world.emit({ kind: 'container.pre-dumped', container: container.name, checkpoint: name, round, frozenTime, ...figures });
    return figures;
  }

  /** Everything else, and of the memory what has changed since, while the processes stand still. */
  *#lastDump(began: Nanoseconds, preDumps: readonly CopyFigures[], tcpEstablished: boolean): TimedProcess<void> {
    const { kernel, container, name, options } = this.#order;
    const frozenAt = this.#world.queue.now;
    const freezingTime = yield* this.#freeze(preDumps.length + 1, tcpEstablished);
    demandCheckpointable(kernel.host, container, tcpEstablished);
    const finalDump = this.#memory.update(tasksOf(container));
    const { facts, files } = dumpState(kernel.host, container);
    const image = newCheckpointImage(facts, files, this.#memory.contentsOf(tasksOf(container)));
    const bytes = bytesOf(image) - image.pages * PAGE_BYTES + finalDump.pagesWritten * PAGE_BYTES;
    const reading = finalDump.pagesScanned * COSTS.scanPage + finalDump.pagesWritten * COSTS.dumpPage + COSTS.dumpState + facts.processes * COSTS.process;
    yield* this.#phase('dump', preDumps.length + 1, reading + this.#timeToWrite(Math.max(0, bytes)), finalDump.pagesWritten);
    const { now } = this.#world.queue;
    this.#keep({
      name, container: container.name, host: kernel.hostName, takenAt: frozenAt + freezingTime, leftRunning: options.leaveRunning ?? false, tcpEstablished,
      figures: { freezingTime, frozenTime: now - frozenAt, totalTime: now - began, preDumps, finalDump }, image,
    });
  }

  #keep(checkpoint: Checkpoint): void {
    const { kernel, container } = this.#order;
    const { name, host, figures, image } = checkpoint;
    const bytes = bytesOf(image);
    // What later dumps have replaced is not kept (criu(8), --auto-dedup).
    this.#world.storage.giveBack(this.roomTaken - bytes);
    this.#world.checkpoints.set(name, checkpoint);
    passTime(this.#world, kernel);
    // Its connections end without a word: they may go on from the checkpoint.
    if (!checkpoint.leftRunning) killContainer(kernel.host, container.name, 'KILL');
    thawContainer(container);
    this.#world.emit({ kind: 'container.checkpointed', container: container.name, checkpoint: name, host, pages: image.pages, bytes, figures });
  }

  /** Stops the processes; returns how long that took. */
  *#freeze(round: number, locked: boolean): TimedProcess<Nanoseconds> {
    const { kernel, container } = this.#order;
    runKernel(this.#world, kernel);
    if (stateOf(container) !== 'running') throw new Error('The container has ended meanwhile.');
    freezeContainer(container, locked);
    const time = freezeTime(COSTS, tasksOf(container).length);
    yield* this.#phase('freeze', round, time);
    passTime(this.#world, kernel);
    return time;
  }

  /** Writes to the shared storage; returns how long that takes. */
  #timeToWrite(bytes: number): Nanoseconds {
    const { now } = this.#world.queue;
    this.#write = this.#world.storage.begin(bytes, now);
    this.roomTaken += bytes;
    return this.#write.ends - now;
  }
}

function tasksOf({ init }: Container): Task[] {
  return [...init.pidNamespace.tasks.values()];
}
