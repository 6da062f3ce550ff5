import type { ContentKind } from '../memory/contents.ts';
import type { GuestMemory } from '../memory/guest-memory.ts';
import type { BlockDevice } from '../storage/block-device.ts';
import type { GuestSettings } from './guest-settings.ts';
import { counterGuest } from './guests/counter.ts';
import { idleGuest } from './guests/idle.ts';
import { hotColdWorkload, sequentialWorkload, uniformWorkload } from './guests/workloads.ts';

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
  }
}
