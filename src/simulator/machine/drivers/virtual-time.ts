import type { EventQueue } from '../../kernel/event-queue.ts';
import type { Completion, EffectHandler } from '../../kernel/process.ts';
import { type Nanoseconds, transferTime } from '../../kernel/time.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import type { PageBitmap } from '../../memory/page-bitmap.ts';
import type { PageTableImage } from '../../memory/page-table.ts';
import type { MemoryImage } from '../memory-image.ts';
import type { MigrationDestination } from '../migration-destination.ts';
import type { MigrationSource } from '../migration-source.ts';
import { ModelMachine } from '../model-machine.ts';
import type { DestinationEffect } from '../ports/destination-machine.ts';
import type { Effect } from '../ports/effect.ts';
import type { LinkEffect } from '../ports/link.ts';
import type { MachineEffect } from '../ports/machine.ts';
import type { SnapshotEffect } from '../ports/snapshot-machine.ts';
import type { VirtualFile } from './virtual-file.ts';

/** Performs what a mechanism asks of its link, with the machine at the other end. */
export interface LinkPerformer {
  perform(effect: LinkEffect, completion: Completion): (() => void) | undefined;
  /** The pages that a destination which runs without them still lacks; absent where no destination ever does. */
  missing?(): PageBitmap;
  /** The destination's guest starts to run. */
  resumed?(): void;
}

/** What the driver performs effects on. */
export interface VirtualWorld {
  readonly queue: EventQueue;
  /** The machine that the mechanism works on. */
  readonly source: MigrationSource;
  /** Absent for mechanisms on one machine, such as a snapshot. */
  readonly destination?: MigrationDestination;
  /** The link to the destination; there is one where there is a destination. */
  readonly link?: LinkPerformer;
  /** The file to which the source is saved in the background; absent for other mechanisms. */
  readonly file?: VirtualFile;
}

/** Answers effects in virtual time: on model machines, a modelled link and the simulated clock. */
export function virtualTimeHandler(world: VirtualWorld): EffectHandler<Effect> {
  return (effect, completion) => {
    switch (effect.kind) {
      case 'now':
        completion.succeed(world.queue.now);
        return undefined;
      case 'wait':
        return succeedAfter(world.queue, effect.nanoseconds, completion);
      case 'send':
      case 'send-over-channel':
      case 'flush':
      case 'take-page-requests':
      case 'wait-for-page-request':
      case 'await-recovery':
        if (world.link !== undefined) return world.link.perform(effect, completion);
        completion.fail(new Error('This mechanism has no link.'));
        return undefined;
      case 'write-file':
      case 'close-file':
      case 'delete-file':
        if (world.file !== undefined) return world.file.perform(effect, completion);
        completion.fail(new Error('This mechanism has no file.'));
        return undefined;
      default:
        return performOnMachine(world, effect, completion);
    }
  };
}

function performOnMachine(world: VirtualWorld, effect: MachineEffect | SnapshotEffect | DestinationEffect, completion: Completion) {
  let done: Done;
  try {
    done = effect.machine === 'destination' ? answerOfDestination(world, effect) : answerOfSource(world, effect);
  } catch (error) {
    completion.fail(error as Error);
    return undefined;
  }
  if (done.cost > 0) return succeedAfter(world.queue, done.cost, completion, done.value);
  completion.succeed(done.value);
  return undefined;
}

/** What only virtual machines answer: disks of their own, and snapshots. */
type VirtualMachineEffect = SnapshotEffect | Extract<MachineEffect, { readonly kind: 'start-write-log' | 'stop-write-log' | 'collect-write-log' | 'read-blocks' }>;

interface Done {
  readonly value: unknown;
  readonly cost: Nanoseconds;
}

function free(value: unknown): Done {
  return { value, cost: 0 };
}

function answerOfDestination({ destination, link }: VirtualWorld, effect: DestinationEffect): Done {
  if (destination === undefined) throw new Error('This mechanism has no destination machine.');
  switch (effect.kind) {
    case 'is-running':
      return free(destination.isRunning);
    case 'resume':
      destination.resume();
      link?.resumed?.();
      return free(undefined);
    case 'missing-pages':
      if (link?.missing === undefined) throw new Error('This destination never runs without its pages.');
      return free(link.missing());
  }
}

function answerOfSource(world: VirtualWorld, effect: MachineEffect | SnapshotEffect): Done {
  const { source } = world;
  switch (effect.kind) {
    case 'start-dirty-log':
      return { value: source.startDirtyLog(), cost: source.costs.startDirtyLog };
    case 'stop-dirty-log':
      return free(source.stopDirtyLog());
    case 'collect-dirty-log':
      return free(source.collectDirtyLog());
    case 'is-running':
      return free(source.isRunning);
    case 'pause': {
      const cost = source.isRunning ? source.costs.stop : 0;
      return { value: source.pause(), cost };
    }
    case 'resume':
      source.resume();
      world.file?.resumed();
      return free(undefined);
    case 'read-pages':
      return free(source.readPages(effect.pages, effect.spares));
    case 'save-device-state':
      return free(source.saveDeviceState());
    case 'set-throttle':
      return free(source.setThrottle(effect.percent));
    case 'limit-page-writes':
      return free(source.limitPageWrites(effect.pagesPerSecond));
    default:
      if (!(source instanceof ModelMachine)) throw new Error(`Only a virtual machine knows ${effect.kind}.`);
      return answerOfVirtualMachine(world, source, effect);
  }
}

/** The model shares pages and blocks instead of copying them, but it charges the time that copying takes. */
function answerOfVirtualMachine(world: VirtualWorld, machine: ModelMachine, effect: VirtualMachineEffect): Done {
  switch (effect.kind) {
    case 'load-device-state':
      return { value: machine.loadDeviceState(effect.state), cost: machine.costs.load };
    case 'start-write-log':
      return free(machine.startWriteLog());
    case 'stop-write-log':
      return free(machine.stopWriteLog());
    case 'collect-write-log':
      return free(machine.collectWriteLog());
    case 'read-blocks':
      return free(machine.readBlocks(effect.blocks));
    case 'quiesce':
      return { value: undefined, cost: transferTime(machine.quiesce(), machine.costs.diskBytesPerSecond) };
    case 'protect-memory':
      if (world.file === undefined) throw new Error('This mechanism has no file to save protected pages to.');
      return { value: world.file.protect(), cost: machine.pageCount * machine.costs.protectPage };
    case 'take-write-faults':
      return free(machine.protection?.takeFaults() ?? []);
    case 'release-pages':
      return free(world.file?.release(effect.pages));
    case 'release-memory':
      return free(world.file?.releaseAll());
    case 'capture-memory':
      return free(machine.captureMemory());
    case 'copy-memory':
      return { value: machine.captureMemory(), cost: transferTime(machine.pageCount * PAGE_BYTES, machine.costs.copyBytesPerSecond) };
    case 'capture-disk':
      return free(machine.captureDisk());
    case 'copy-disk':
      return { value: machine.copyDisk(), cost: transferTime(machine.disk?.settings.bytes ?? 0, machine.costs.diskBytesPerSecond) };
    case 'restore-disk':
      return free(machine.restoreDisk(effect.state));
    case 'restore-memory':
      return free(machine.restoreMemory(modelImage(effect.image)));
  }
}

function modelImage(image: MemoryImage): PageTableImage {
  if ('root' in image) return image as PageTableImage;
  throw new Error('This memory image was taken of another kind of machine.');
}

function succeedAfter(queue: EventQueue, delay: Nanoseconds, completion: Completion, value?: unknown) {
  const appointment = queue.after(delay, () => {
    completion.succeed(value);
  });
  return () => {
    appointment.cancel();
  };
}
