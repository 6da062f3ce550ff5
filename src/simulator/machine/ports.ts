/**
 * The ports: all that the migration and snapshot engine, and a student's own code, can do to a machine and a link.
 *
 * A mechanism is a generator, a *process*. Each port method yields one *effect*, plain data, and returns what the
 * driver answers: `const dirty = yield* source.collectDirtyLog()`. The virtual-time driver answers at once, moving the
 * simulated clock; the real-time driver answers when a promise settles. The mechanism cannot tell which.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { PageBatch } from '../memory/contents.ts';
import type { SpareArrays } from '../memory/spare-arrays.ts';
import type { PageNumber } from '../memory/page.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import type { DiskState } from './disk-state.ts';
import type { FileEffect } from './file-port.ts';
import type { MemoryImage } from './memory-image.ts';

/** CPU registers and devices, serialised by the machine that saved them; opaque to the engine. */
export type DeviceState = Uint8Array;

/** Which machine an effect is for. A migration has both; a snapshot has only a source. */
export type MachineRole = 'source' | 'destination';

export type MachineEffect =
  | { readonly kind: 'start-dirty-log'; readonly machine: MachineRole }
  | { readonly kind: 'stop-dirty-log'; readonly machine: MachineRole }
  | { readonly kind: 'collect-dirty-log'; readonly machine: MachineRole }
  | { readonly kind: 'is-running'; readonly machine: MachineRole }
  | { readonly kind: 'pause'; readonly machine: MachineRole }
  | { readonly kind: 'resume'; readonly machine: MachineRole }
  | { readonly kind: 'start-write-log'; readonly machine: MachineRole }
  | { readonly kind: 'stop-write-log'; readonly machine: MachineRole }
  | { readonly kind: 'collect-write-log'; readonly machine: MachineRole }
  | { readonly kind: 'read-blocks'; readonly machine: MachineRole; readonly blocks: Uint32Array }
  | { readonly kind: 'read-pages'; readonly machine: MachineRole; readonly pages: Uint32Array; readonly spares?: SpareArrays }
  | { readonly kind: 'save-device-state'; readonly machine: MachineRole }
  | { readonly kind: 'load-device-state'; readonly machine: MachineRole; readonly state: DeviceState }
  | { readonly kind: 'capture-memory'; readonly machine: MachineRole }
  | { readonly kind: 'copy-memory'; readonly machine: MachineRole }
  | { readonly kind: 'restore-memory'; readonly machine: MachineRole; readonly image: MemoryImage }
  | { readonly kind: 'capture-disk'; readonly machine: MachineRole }
  | { readonly kind: 'copy-disk'; readonly machine: MachineRole }
  | { readonly kind: 'restore-disk'; readonly machine: MachineRole; readonly state: DiskState | null }
  | { readonly kind: 'missing-pages'; readonly machine: MachineRole }
  | { readonly kind: 'quiesce'; readonly machine: MachineRole }
  | { readonly kind: 'protect-memory'; readonly machine: MachineRole }
  | { readonly kind: 'take-write-faults'; readonly machine: MachineRole }
  | { readonly kind: 'release-pages'; readonly machine: MachineRole; readonly pages: Uint32Array }
  | { readonly kind: 'release-memory'; readonly machine: MachineRole }
  | { readonly kind: 'set-throttle'; readonly machine: MachineRole; readonly percent: number }
  | { readonly kind: 'limit-page-writes'; readonly machine: MachineRole; readonly pagesPerSecond: number | null };

/** What crosses a link in a migration. */
export type LinkMessage =
  /** Once the pages are in place, the link gives their arrays back to the spares if there are any. */
  | { readonly kind: 'pages'; readonly batch: PageBatch; readonly spares?: SpareArrays }
  /** Blocks of a disk, by their numbers. */
  | { readonly kind: 'blocks'; readonly batch: PageBatch }
  | { readonly kind: 'device-state'; readonly state: DeviceState }
  /** From now on the destination does without these pages, and asks for one when its guest touches it. */
  | { readonly kind: 'missing-pages'; readonly missing: PageBitmap }
  /** On each of several streams: what it brings after this is put in place after what all brought before theirs. */
  | { readonly kind: 'in-step' }
  /** To a replica: all that came since the last such word is this checkpoint, and is put in place at once. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: number };

export type LinkEffect =
  | { readonly kind: 'send'; readonly message: LinkMessage; readonly bytes: number }
  | { readonly kind: 'send-over-channel'; readonly channel: number | null; readonly message: LinkMessage; readonly bytes: number }
  | { readonly kind: 'flush' }
  | { readonly kind: 'take-page-requests' }
  | { readonly kind: 'wait-for-page-request'; readonly nanoseconds: Nanoseconds }
  | { readonly kind: 'await-recovery' };

export type ClockEffect = { readonly kind: 'now' } | { readonly kind: 'wait'; readonly nanoseconds: Nanoseconds };

export type Effect = MachineEffect | LinkEffect | FileEffect | ClockEffect;

/** A mechanism: yields effects, returns a result, and sees a failed effect as an exception at its `yield*`. */
export type Process<Result> = Generator<Effect, Result, unknown>;

function* ask<Answer>(effect: Effect): Process<Answer> {
  return (yield effect) as Answer;
}

/** A virtual machine as a mechanism sees it. */
export class Machine {
  readonly role: MachineRole;
  readonly pageCount: number;

  constructor(role: MachineRole, pageCount: number) {
    this.role = role;
    this.pageCount = pageCount;
  }

  /** From now on every page written is noted. The log starts empty. */
  startDirtyLog(): Process<void> {
    return ask({ kind: 'start-dirty-log', machine: this.role });
  }

  stopDirtyLog(): Process<void> {
    return ask({ kind: 'stop-dirty-log', machine: this.role });
  }

  /** Every page written since the log was started or last collected; collecting empties the log. */
  collectDirtyLog(): Process<PageBitmap> {
    return ask({ kind: 'collect-dirty-log', machine: this.role });
  }

  /** From now on every block written to the machine's own disk is noted. The log starts empty. */
  startWriteLog(): Process<void> {
    return ask({ kind: 'start-write-log', machine: this.role });
  }

  stopWriteLog(): Process<void> {
    return ask({ kind: 'stop-write-log', machine: this.role });
  }

  /** Every block written since the log was started or last collected; collecting empties the log. */
  collectWriteLog(): Process<PageBitmap> {
    return ask({ kind: 'collect-write-log', machine: this.role });
  }

  /** Copies of these blocks as they are at this moment. */
  readBlocks(blocks: Uint32Array): Process<PageBatch> {
    return ask({ kind: 'read-blocks', machine: this.role, blocks });
  }

  /** Whether the vCPUs run. */
  isRunning(): Process<boolean> {
    return ask({ kind: 'is-running', machine: this.role });
  }

  /** Stops the vCPUs. Pausing a paused machine does nothing. */
  pause(): Process<void> {
    return ask({ kind: 'pause', machine: this.role });
  }

  /** Lets the vCPUs run. Resuming a running machine does nothing. */
  resume(): Process<void> {
    return ask({ kind: 'resume', machine: this.role });
  }

  /** Copies of these pages as they are at this moment. The machine may use spare arrays for them. */
  readPages(pages: Uint32Array, spares?: SpareArrays): Process<PageBatch> {
    return ask({ kind: 'read-pages', machine: this.role, pages, ...(spares && { spares }) });
  }

  /** vCPU registers and devices. The machine must be paused. */
  saveDeviceState(): Process<DeviceState> {
    return ask({ kind: 'save-device-state', machine: this.role });
  }

  loadDeviceState(state: DeviceState): Process<void> {
    return ask({ kind: 'load-device-state', machine: this.role, state });
  }

  /** Memory as it is at this moment, shared copy-on-write with the running machine: takes the same time for any size. */
  captureMemory(): Process<MemoryImage> {
    return ask({ kind: 'capture-memory', machine: this.role });
  }

  /** Memory as it is at this moment, every page copied: takes time in proportion to its size. */
  copyMemory(): Process<MemoryImage> {
    return ask({ kind: 'copy-memory', machine: this.role });
  }

  /** Puts captured memory back. The machine must be paused. */
  restoreMemory(image: MemoryImage): Process<void> {
    return ask({ kind: 'restore-memory', machine: this.role, image });
  }

  /** The machine's own disk as it is at this moment, which goes on as an overlay on it; null where it has none. */
  captureDisk(): Process<DiskState | null> {
    return ask({ kind: 'capture-disk', machine: this.role });
  }

  /** The machine's own disk as it is at this moment, every block copied: takes time in proportion to its size. */
  copyDisk(): Process<DiskState | null> {
    return ask({ kind: 'copy-disk', machine: this.role });
  }

  /** Puts a captured disk back; null leaves the disk as it is. The machine must be paused. */
  restoreDisk(state: DiskState | null): Process<void> {
    return ask({ kind: 'restore-disk', machine: this.role, state });
  }

  /** The pages that have not arrived yet, at a destination that runs without them (post-copy). */
  missingPages(): Process<PageBitmap> {
    return ask({ kind: 'missing-pages', machine: this.role });
  }

  /** Lets the guest write to its disk what it has only in memory. The machine must be paused. */
  quiesce(): Process<void> {
    return ask({ kind: 'quiesce', machine: this.role });
  }

  /** From now on whoever writes a page stands still until it is released; reading is free. The machine must be paused. */
  protectMemory(): Process<void> {
    return ask({ kind: 'protect-memory', machine: this.role });
  }

  /** The protected pages that somebody has begun to wait for since this was last called. Returns at once. */
  takeWriteFaults(): Process<readonly PageNumber[]> {
    return ask({ kind: 'take-write-faults', machine: this.role });
  }

  /** These pages may be written again. */
  releasePages(pages: Uint32Array): Process<void> {
    return ask({ kind: 'release-pages', machine: this.role, pages });
  }

  /** All pages may be written again. Does nothing where none is protected. */
  releaseMemory(): Process<void> {
    return ask({ kind: 'release-memory', machine: this.role });
  }

  /** Takes this share of its running time away from the guest, 0 to 99 percent (auto-converge). */
  setThrottle(percent: number): Process<void> {
    return ask({ kind: 'set-throttle', machine: this.role, percent });
  }

  /** Lets the guest write no more pages a second than these; null lets it write as many as it can (dirty limit). */
  limitPageWrites(pagesPerSecond: number | null): Process<void> {
    return ask({ kind: 'limit-page-writes', machine: this.role, pagesPerSecond });
  }
}

/** The migration link: what is sent arrives at the destination machine in order, or the link fails. */
export class Link {
  /** Returns when the link has accepted the bytes; they may still be on their way. Throws `LinkFailure`. */
  send(message: LinkMessage, bytes: number): Process<void> {
    return ask({ kind: 'send', message, bytes });
  }

  /**
   * Sends over the next free one of the channels beside the main stream; returns its number, from 0, when there was one.
   * What goes over different streams arrives in any order. Throws `LinkFailure`.
   */
  sendPacket(message: LinkMessage, bytes: number): Process<number> {
    return ask({ kind: 'send-over-channel', channel: null, message, bytes });
  }

  /** Sends over this channel; returns when it was free. Throws `LinkFailure`. */
  sendOverChannel(channel: number, message: LinkMessage, bytes: number): Process<number> {
    return ask({ kind: 'send-over-channel', channel, message, bytes });
  }

  /** Returns when the destination has confirmed that everything sent has arrived and is in place. */
  flush(): Process<void> {
    return ask({ kind: 'flush' });
  }

  /** The pages that the destination has asked for since this was last called (post-copy). Returns at once. */
  takePageRequests(): Process<readonly PageNumber[]> {
    return ask({ kind: 'take-page-requests' });
  }

  /** Waits so long, but no longer than until the destination asks for a page. */
  waitForPageRequest(nanoseconds: Nanoseconds): Process<void> {
    return ask({ kind: 'wait-for-page-request', nanoseconds });
  }

  /** After a failure: waits until there is a new link. What was under way on the old one is lost. */
  awaitRecovery(): Process<void> {
    return ask({ kind: 'await-recovery' });
  }
}

/** Time, as the driver keeps it: simulated or real nanoseconds. */
export class Clock {
  now(): Process<Nanoseconds> {
    return ask({ kind: 'now' });
  }

  wait(nanoseconds: Nanoseconds): Process<void> {
    return ask({ kind: 'wait', nanoseconds });
  }
}

/** What a migration mechanism is given. */
export interface MigrationPorts {
  readonly source: Machine;
  readonly destination: Machine;
  readonly link: Link;
  readonly clock: Clock;
}
