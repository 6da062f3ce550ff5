import type { ContentKind } from '../memory/contents.ts';
import type { GuestMemory } from '../memory/guest-memory.ts';
import type { BlockDevice } from '../storage/block-device.ts';
import type { Damage } from './damage.ts';
import type { GuestReport } from './guest-report.ts';
import type { GuestSettings } from './guest-settings.ts';
import { counterGuest } from './guests/counter.ts';
import { idleGuest } from './guests/idle.ts';
import { keyValueServer } from './guests/key-value/key-value-server.ts';
import { phasedWorkload } from './guests/phased.ts';
import { scribbler } from './guests/scribbler.ts';
import { tracePlayer } from './guests/trace-player.ts';
import { webServer } from './guests/web/web-server.ts';
import { hotColdWorkload, sequentialWorkload, uniformWorkload } from './guests/workloads.ts';
import { zipfWorkload } from './guests/zipf.ts';

/**
 * A program in a VM. It has no state of its own: everything is in the registers, the memory and the disk it
 * is handed, and the same three always go on in the same way.
 */
export interface GuestProgram {
  readonly contentKind: ContentKind;
  /** How fast it goes while it is not throttled. */
  readonly stepsPerSecond: number;
  /** Pages that one step writes; 1 where not given, 0 for a guest that only reads. */
  readonly pageWritesPerStep?: number;
  /** How many 32-bit words of a page one step changes, for programs that write content numbers; 1 where not given. */
  readonly changedWordsPerWrite?: number;
  /** Makes so many steps, one after the other. `disk` is null where the machine has no disk of real bytes. */
  run(steps: number, registers: Uint32Array, memory: GuestMemory, disk: BlockDevice | null): void;
  /** Puts its files on a disk that has a file system and nothing else. */
  install?(disk: BlockDevice): void;
  /** What it says of itself, in a guest that knows whether it is well. */
  report?(registers: Uint32Array, memory: GuestMemory): GuestReport;
  /** Writes to the disk what is only in memory, as for a quiesced snapshot (qemu-ga: guest-fsfreeze-freeze). */
  quiesce?(registers: Uint32Array, memory: GuestMemory, disk: BlockDevice | null): void;
  /** What can be done to it; absent where it has nothing that could break. */
  readonly damages?: readonly Damage[];
  /** Does it, and returns how many words, files or log records that took. `random` draws from 0 to 2^32 - 1. */
  harm?(damage: Damage, random: () => number, memory: GuestMemory, disk: BlockDevice): number;
  /** Answers a client's request, both of at most 480 bytes; null where it gives no answer. All pages must be there. */
  serve?(request: readonly number[], registers: Uint32Array, memory: GuestMemory, disk: BlockDevice | null): readonly number[] | null;
  /** The request that a client sends as its nth, from 0. */
  exampleRequest?(number: number): readonly number[];
}

/** The program for these settings, in a machine of so many pages. */
export function guestProgram(settings: GuestSettings): GuestProgram {
  switch (settings.kind) {
    case 'idle':
      return idleGuest;
    case 'sequential':
      return sequentialWorkload(settings);
    case 'uniform':
      return uniformWorkload(settings);
    case 'hot-cold':
      return hotColdWorkload(settings);
    case 'counter':
      return counterGuest(settings.countsPerSecond);
    case 'zipf':
      return zipfWorkload(settings);
    case 'phased':
      return phasedWorkload(settings);
    case 'trace':
      return tracePlayer(settings);
    case 'key-value':
      return keyValueServer(settings);
    case 'web':
      return webServer(settings);
    case 'scribbler':
      return scribbler(settings);
  }
}
