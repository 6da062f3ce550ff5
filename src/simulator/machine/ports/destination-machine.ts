import type { PageBitmap } from '../../memory/page-bitmap.ts';
import { ask, type Process } from './effect.ts';

/** What can be asked of a destination. */
export type DestinationEffect =
  | { readonly kind: 'is-running'; readonly machine: 'destination' }
  | { readonly kind: 'resume'; readonly machine: 'destination' }
  | { readonly kind: 'missing-pages'; readonly machine: 'destination' };

/**
 * The empty, paused machine that is to take the source's place, as a mechanism sees it. What it is to hold reaches it
 * over the link, and over nothing else; all that is left to ask of it is to run.
 */
export class DestinationMachine {
  /** Pages of memory, of 4096 bytes: as many as the source has. */
  readonly pageCount: number;

  constructor(pageCount: number) {
    this.pageCount = pageCount;
  }

  /** Whether the vCPUs run. */
  isRunning(): Process<boolean> {
    return ask({ kind: 'is-running', machine: 'destination' });
  }

  /** Lets the vCPUs run: from now on this is the machine. Resuming a running machine does nothing. */
  resume(): Process<void> {
    return ask({ kind: 'resume', machine: 'destination' });
  }

  /** The pages that have not arrived yet, where it runs without them (post-copy). */
  missingPages(): Process<PageBitmap> {
    return ask({ kind: 'missing-pages', machine: 'destination' });
  }
}
