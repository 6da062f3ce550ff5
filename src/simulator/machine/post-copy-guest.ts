import type { EventQueue } from '../kernel/event-queue.ts';
import { elementsPerPage, type PageBatch, type PageContents } from '../memory/contents.ts';
import type { PageNumber } from '../memory/page.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import { DemandPaging } from './demand-paging.ts';
import { type FaultListener, FaultingGuest } from './faulting-guest.ts';
import type { PagedGuest } from './migration-destination.ts';
import type { ModelMachine } from './model-machine.ts';

/**
 * A model machine that runs while part of its memory is still elsewhere. It is let go exactly as far as its next
 * missing page; at the instant at which it touches that page it asks for it, and stands still until it arrives.
 */
export class PostCopyGuest implements PagedGuest {
  readonly #machine: ModelMachine;
  readonly #paging: DemandPaging;
  readonly #guest: FaultingGuest;

  constructor(queue: EventQueue, machine: ModelMachine, missing: PageBitmap, listener: FaultListener) {
    this.#machine = machine;
    this.#paging = new DemandPaging(missing);
    this.#guest = new FaultingGuest(queue, machine, this.#paging, listener);
  }

  /** A copy of what is still missing. */
  missing(): PageBitmap {
    return this.#paging.missing();
  }

  /** The page that the guest stands still for; none while it goes on. */
  get awaitedPages(): readonly PageNumber[] {
    const page = this.#guest.awaitedPage;
    return page === null ? [] : [page];
  }

  /** To be called when the machine starts to run: finds out how far it can go. */
  resumed(): void {
    this.#guest.resumed();
  }

  /** Puts pages in place, but for those that are here: the guest may have written to them since. */
  arrived(batch: PageBatch): void {
    this.#machine.catchUp();
    const fresh: number[] = [];
    for (let index = 0; index < batch.pages.length; index++) {
      if (this.#paging.arrived(batch.pages[index] as PageNumber)) fresh.push(index);
    }
    this.#machine.writePages(fresh.length === batch.pages.length ? batch : pick(batch, fresh));
    this.#guest.released();
  }

  /** Nobody will bring what is missing any more: the guest stays where it is. */
  stop(): void {
    this.#guest.stop();
  }
}

function pick(batch: PageBatch, indices: readonly number[]): PageBatch {
  const { kind, data } = batch.contents;
  const size = elementsPerPage(kind);
  const picked = kind === 'bytes' ? new Uint8Array(indices.length * size) : new Uint32Array(indices.length);
  indices.forEach((from, to) => {
    picked.set(data.subarray(from * size, (from + 1) * size), to * size);
  });
  return {
    pages: Uint32Array.from(indices, (index) => batch.pages[index] as number),
    contents: { kind, data: picked } as PageContents,
  };
}
