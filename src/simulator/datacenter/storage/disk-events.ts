import type { Nanoseconds } from '../../kernel/time.ts';
import type { DiskOperation } from './disk-job.ts';

/** What happens to the disk of a VM. Images are named by their names. */
export type DiskEvent =
  | { readonly kind: 'disk.overlay-created'; readonly vm: string; readonly image: string; readonly backing: string }
  /** In unsafe mode: only the name of the backing image has changed. */
  | { readonly kind: 'disk.rebased'; readonly vm: string; readonly image: string; readonly backing: string | null }
  | {
      readonly kind: 'disk.job-started';
      readonly vm: string;
      readonly operation: DiskOperation;
      /** The image that is written. */
      readonly image: string;
      /** What it commits into, streams down to or rebases onto. */
      readonly base: string | null;
      readonly bytesPerSecond: number;
    }
  /** Another tenth is done. More may come to be done while the guest writes. */
  | {
      readonly kind: 'disk.job-progress';
      readonly vm: string;
      readonly operation: DiskOperation;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly kind: 'disk.job-completed';
      readonly vm: string;
      readonly operation: DiskOperation;
      /** The image that is written from now on. */
      readonly image: string;
      readonly copiedBytes: number;
      readonly duration: Nanoseconds;
      /** Images that hold garbage from now on. */
      readonly damaged: readonly string[];
    }
  /** What was copied stays where it is of use; the disk reads as before. */
  | {
      readonly kind: 'disk.job-cancelled';
      readonly vm: string;
      readonly operation: DiskOperation;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: 'disk.job-failed'; readonly vm: string; readonly operation: DiskOperation; readonly reason: string }
  /** Somebody outside changed the disk of a VM that is powered off. */
  | {
      readonly kind: 'disk.file-changed';
      readonly vm: string;
      readonly path: string;
      readonly change: 'written' | 'made' | 'removed' | 'renamed';
      /** Where it was renamed to. */
      readonly to?: string;
    };
