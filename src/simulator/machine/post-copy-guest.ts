import type { Appointment, EventQueue } from '../kernel/event-queue.ts';
import type { Nanoseconds } from '../kernel/time.ts';
import { elementsPerPage, type PageBatch, type PageContents } from '../memory/contents.ts';
import type { PageNumber } from '../memory/page.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import { DemandPaging } from './demand-paging.ts';
import type { ModelMachine } from './model-machine.ts';

/** So many steps are looked ahead at a time. */
const LOOKAHEAD_STEPS = 1024;

/** Who hears of a guest's page faults. */
export interface FaultListener {
  /** The guest stands still for want of this page. */
  onFault(page: PageNumber): void;
  /** The page has come, and the guest goes on. */
  onArrival(page: PageNumber, blocked: Nanoseconds): void;
}

/**
 * A model machine that runs while part of its memory is still elsewhere. It is let go exactly as far as its next
 * missing page; at the instant at which it touches that page it asks for it, and stands still until it arrives.
 */
export class PostCopyGuest {
  readonly #queue: EventQueue;
  readonly #machine: ModelMachine;
  readonly #paging: DemandPaging;
  readonly #listener: FaultListener;
  #awaited: { readonly page: PageNumber; readonly since: Nanoseconds } | null = null;
  #planned: Appointment | null = null;

  constructor(queue: EventQueue, machine: ModelMachine, missing: PageBitmap, listener: FaultListener) {
    this.#queue = queue;
    this.#machine = machine;
    this.#paging = new DemandPaging(missing);
    this.#listener = listener;
  }

  get missingCount(): number {
    return this.#paging.count;
  }

  /** A copy of what is still missing. */
  missing(): PageBitmap {
    return this.#paging.missing();
  }

  /** The page that the guest stands still for, or null while it goes on. */
  get awaitedPage(): PageNumber | null {
    return this.#awaited?.page ?? null;
  }

  /** To be called when the machine starts to run: finds out how far it can go. */
  resumed(): void {
    this.#plan();
  }

  /** Puts pages in place, but for those that are here: the guest may have written to them since. */
  arrived(batch: PageBatch): void {
    this.#machine.catchUp();
    const fresh: number[] = [];
    for (let index = 0; index < batch.pages.length; index++) {
      if (this.#paging.arrived(batch.pages[index] as PageNumber)) fresh.push(index);
    }
    this.#machine.writePages(fresh.length === batch.pages.length ? batch : pick(batch, fresh));
    const awaited = this.#awaited;
    if (awaited !== null && !this.#paging.isMissing(awaited.page)) {
      this.#awaited = null;
      this.#listener.onArrival(awaited.page, this.#queue.now - awaited.since);
      this.#plan();
    } else if (this.#paging.count === 0) {
      // The last page came before the guest got to it: nothing will stop it any more.
      this.#planned?.cancel();
      this.#plan();
    }
  }

  /** Nobody will bring what is missing any more: the guest stays where it is. */
  stop(): void {
    this.#planned?.cancel();
  }

  #plan(): void {
    const machine = this.#machine;
    if (!machine.isRunning || machine.guest.stepsPerSecond === 0) return;
    if (this.#paging.count === 0) {
      machine.letRun(Number.POSITIVE_INFINITY);
      return;
    }
    machine.catchUp();
    const { steps, page } = this.#paging.look(machine.guest, machine.vcpu.registers, machine.memory, machine.disk?.device ?? null, LOOKAHEAD_STEPS);
    const limit = machine.vcpu.steps + steps;
    machine.letRun(limit);
    this.#planned = this.#queue.at(machine.timeOfStep(page === null ? limit : limit + 1), () => {
      this.#planned = null;
      if (page === null || !this.#paging.isMissing(page)) this.#plan();
      else this.#fault(page);
    });
  }

  #fault(page: PageNumber): void {
    this.#awaited = { page, since: this.#queue.now };
    this.#listener.onFault(page);
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
