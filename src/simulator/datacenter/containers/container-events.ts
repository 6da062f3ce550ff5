import type { ConnectionFate } from '../../container/checkpoint/connections.ts';
import type { CopyFigures } from '../../container/checkpoint/memory-copy.ts';
import type { Nanoseconds } from '../../kernel/time.ts';
import type { CheckpointFigures, CheckpointPhase } from './checkpoint.ts';

/** What happens to containers, and what their terminals show. */
export type ContainerEvent =
  | { readonly kind: 'container.created'; readonly container: string; readonly host: string; readonly image: string }
  | { readonly kind: 'container.started'; readonly container: string }
  /** Its first process has ended, and with it the container. */
  | { readonly kind: 'container.stopped'; readonly container: string; readonly how: string }
  | { readonly kind: 'container.deleted'; readonly container: string }
  /** From outside: what its processes write is their own affair. */
  | { readonly kind: 'container.file-changed'; readonly container: string; readonly path: string; readonly change: 'written' | 'made' | 'removed' | 'renamed'; readonly to?: string }
  | { readonly kind: 'container.output'; readonly container: string; readonly terminal: string; readonly text: string }
  /** Its shell has ended. */
  | { readonly kind: 'container.terminal-closed'; readonly container: string; readonly terminal: string }
  /** A process was killed because its container, or the whole host, had no memory left. */
  | { readonly kind: 'container.out-of-memory'; readonly container: string; readonly process: string }
  | {
      readonly kind: 'container.checkpoint-started';
      readonly container: string;
      readonly checkpoint: string;
      readonly host: string;
      readonly preDumps: number;
      readonly leaveRunning: boolean;
      readonly tcpEstablished: boolean;
    }
  | {
      readonly kind: 'container.checkpoint-phase';
      readonly container: string;
      readonly checkpoint: string;
      readonly phase: CheckpointPhase;
      /** Counts the dumps from 1, pre-dumps and the last one. */
      readonly round: number;
      /** Pages of memory that it writes. */
      readonly pages: number;
    }
  /** How many of them are written, several times in a phase that takes long. */
  | { readonly kind: 'container.checkpoint-progress'; readonly container: string; readonly checkpoint: string; readonly pagesWritten: number }
  /** Memory was copied while the container ran; it stood still for `frozenTime`. */
  | ({ readonly kind: 'container.pre-dumped'; readonly container: string; readonly checkpoint: string; readonly round: number; readonly frozenTime: Nanoseconds } & CopyFigures)
  | {
      readonly kind: 'container.checkpointed';
      readonly container: string;
      readonly checkpoint: string;
      readonly host: string;
      readonly pages: number;
      /** What its files would have on a disk. */
      readonly bytes: number;
      readonly figures: CheckpointFigures;
    }
  | { readonly kind: 'container.checkpoint-failed'; readonly container: string; readonly checkpoint: string; readonly reason: string }
  /** It was given up: the container runs on, and there is no checkpoint. */
  | { readonly kind: 'container.checkpoint-cancelled'; readonly container: string; readonly checkpoint: string }
  | { readonly kind: 'container.checkpoint-deleted'; readonly checkpoint: string }
  | {
      readonly kind: 'container.restore-started';
      readonly container: string;
      readonly checkpoint: string;
      readonly host: string;
      readonly lazyPages: boolean;
      /** Pages of memory in its files, which zero pages are not. */
      readonly pages: number;
    }
  | {
      readonly kind: 'container.restored';
      readonly container: string;
      readonly checkpoint: string;
      readonly host: string;
      readonly totalTime: Nanoseconds;
      /** What became of its connections with others. */
      readonly connections: readonly ConnectionFate[];
    }
  /** How far the memory of a container has come that was restored without it; processes stood still for `faults` pages so far. */
  | {
      readonly kind: 'container.pages-progress';
      readonly container: string;
      readonly checkpoint: string;
      readonly missingPages: number;
      readonly faults: number;
      readonly blockedTime: Nanoseconds;
    }
  /** The memory of a container that was restored without it is all there; processes stood still for `faults` pages of it. */
  | {
      readonly kind: 'container.pages-fetched';
      readonly container: string;
      readonly checkpoint: string;
      readonly faults: number;
      readonly blockedTime: Nanoseconds;
      readonly totalTime: Nanoseconds;
    }
  /** It is at another host from now on; its memory may still follow. */
  | { readonly kind: 'container.migrated'; readonly container: string; readonly from: string; readonly to: string; readonly connections: readonly ConnectionFate[] }
  | { readonly kind: 'container.restore-failed'; readonly container: string; readonly checkpoint: string; readonly host: string; readonly reason: string }
  /** The kernel of a host has crashed: with it go all containers, which share it, all VMs, which it carries, and the host, until it is repaired. */
  | { readonly kind: 'host.kernel-panicked'; readonly host: string; readonly reason: string };
