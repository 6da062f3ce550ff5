import { RunningProcess } from '../../kernel/process.ts';
import { type Nanoseconds, transferTime } from '../../kernel/time.ts';
import type { BlockJob, JobContext, JobProgress } from '../../storage/jobs/block-job.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import { diskOf } from './disk-layers.ts';
import { isShared } from './job-storage.ts';

/** What a job does with a backing chain (QEMU, live-block-operations.rst; rebase: qemu-img(1)). */
export type DiskOperation = 'commit' | 'stream' | 'rebase' | 'copy';

/** What a job is to do, and what is to be done when it is through. */
export interface DiskJobPlan {
  readonly operation: DiskOperation;
  /** The image that it commits into, streams down to or rebases onto; null for none. */
  readonly base: string | null;
  readonly bytesPerSecond: number;
  readonly job: (context: JobContext) => BlockJob;
  /** The names of the images that hold garbage from now on, since so many bytes were copied and it came to its end, or did not. */
  readonly ended?: (copiedBytes: number, completed: boolean) => readonly string[];
}

/** It was cancelled: what was copied stays, and the disk reads as before. */
class DiskJobCancelled extends Error {
  override readonly name = 'DiskJobCancelled';
}

const BROKEN_STORAGE = 'The shared storage does not work: Input/output error.';

/** Progress goes into the trace whenever another such share is done. */
const TOLD_SHARES = 10;

/** A job on a VM's disk under way (QEMU: block job), while the guest runs on. */
export class DiskJob {
  readonly operation: DiskOperation;
  readonly base: string | null;
  readonly bytesPerSecond: number;
  readonly startedAt: Nanoseconds;
  readonly progress: JobProgress = { doneBytes: 0, totalBytes: 0 };
  readonly #world: World;
  readonly #vm: VirtualMachine;
  readonly #ended: NonNullable<DiskJobPlan['ended']>;
  readonly #process: RunningProcess<Nanoseconds, undefined>;
  #toldShares = 0;

  constructor(world: World, vm: VirtualMachine, plan: DiskJobPlan) {
    this.#world = world;
    this.#vm = vm;
    this.operation = plan.operation;
    this.base = plan.base;
    this.bytesPerSecond = plan.bytesPerSecond;
    this.startedAt = world.queue.now;
    this.#ended = plan.ended ?? (() => []);
    const job = plan.job({ disk: diskOf(vm), bytesPerSecond: plan.bytesPerSecond, progress: this.progress });
    this.#process = new RunningProcess(withoutResult(job), (nanoseconds, completion) => {
      const appointment = world.queue.after(nanoseconds, () => {
        // The guest has written while this portion was under way.
        vm.machine.catchUp();
        if (isShared(vm) && !world.storage.settings.works) completion.fail(new Error(BROKEN_STORAGE));
        else completion.succeed();
        this.#tell();
      });
      return () => {
        appointment.cancel();
      };
    }, (end) => {
      this.#end(end.ok ? null : end.error);
    });
  }

  /** How long what is known to be left takes, if the guest writes nothing more. */
  get remainingTime(): Nanoseconds {
    const { doneBytes, totalBytes } = this.progress;
    return transferTime(totalBytes - doneBytes, this.bytesPerSecond);
  }

  start(): void {
    this.#process.start();
  }

  cancel(): void {
    this.#process.interrupt(new DiskJobCancelled('The job was cancelled.'));
  }

  /** Something else has put an end to it. */
  interrupt(reason: string): void {
    this.#process.interrupt(new Error(reason));
  }

  #tell(): void {
    const { doneBytes, totalBytes } = this.progress;
    const shares = totalBytes === 0 ? 0 : Math.floor((TOLD_SHARES * doneBytes) / totalBytes);
    if (shares <= this.#toldShares || shares === TOLD_SHARES || this.#vm.diskJob !== this) return;
    this.#toldShares = shares;
    this.#world.emit({ kind: 'disk.job-progress', vm: this.#vm.name, operation: this.operation, ...this.progress });
  }

  #end(error: Error | null): void {
    const { name: vm } = this.#vm;
    const { operation } = this;
    const { doneBytes, totalBytes } = this.progress;
    this.#vm.diskJob = null;
    const damaged = this.#ended(doneBytes, error === null);
    const image = this.#vm.machine.disk?.top.name ?? '';
    if (error === null) {
      this.#world.emit({ kind: 'disk.job-completed', vm, operation, image, copiedBytes: doneBytes, duration: this.#world.queue.now - this.startedAt, damaged });
    } else if (error instanceof DiskJobCancelled) {
      this.#world.emit({ kind: 'disk.job-cancelled', vm, operation, doneBytes, totalBytes });
    } else this.#world.emit({ kind: 'disk.job-failed', vm, operation, reason: error.message });
  }
}

function* withoutResult(job: BlockJob): Generator<Nanoseconds, undefined, unknown> {
  yield* job;
  return undefined;
}
