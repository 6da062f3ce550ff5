import type { Nanoseconds } from '../../kernel/time.ts';
import type { PageBatch } from '../../memory/contents.ts';
import type { PageNumber } from '../../memory/page.ts';
import type { PageBitmap } from '../../memory/page-bitmap.ts';
import type { SpareArrays } from '../../memory/spare-arrays.ts';
import type { DeviceState } from '../device-state.ts';
import { ask, type Process } from './effect.ts';

/** What crosses a link in a migration. */
export type LinkMessage =
  /** Once the pages are in place, the link gives their arrays back to the spares if there are any. */
  | { readonly kind: 'pages'; readonly batch: PageBatch; readonly spares?: SpareArrays }
  /** Blocks of a disk, by their numbers. */
  | { readonly kind: 'blocks'; readonly batch: PageBatch }
  /** Registers and devices, the last that a destination needs before it may run. */
  | { readonly kind: 'device-state'; readonly state: DeviceState }
  /** From now on the destination does without these pages, and asks for one when its guest touches it. */
  | { readonly kind: 'missing-pages'; readonly missing: PageBitmap }
  /** On each of several streams: what it brings after this is put in place after what all brought before theirs. */
  | { readonly kind: 'in-step' }
  /** To a replica: all that came since the last such word is this checkpoint, and is put in place at once. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: number };

/** What can be asked of the link. */
export type LinkEffect =
  | { readonly kind: 'send'; readonly message: LinkMessage; readonly bytes: number }
  | { readonly kind: 'send-over-channel'; readonly channel: number | null; readonly message: LinkMessage; readonly bytes: number }
  | { readonly kind: 'flush' }
  | { readonly kind: 'take-page-requests' }
  | { readonly kind: 'wait-for-page-request'; readonly nanoseconds: Nanoseconds }
  | { readonly kind: 'await-recovery' };

/** The migration link: what is sent arrives at the destination machine in order, or the link fails. */
export class Link {
  /** Returns when the link has accepted so many bytes; they may still be on their way. Throws `LinkFailure`. */
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

  /** Returns when the destination has confirmed that everything sent has arrived and is in place. Throws `LinkFailure`. */
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
