import type { Appointment, EventQueue } from '../kernel/event-queue.ts';
import type { Nanoseconds } from '../kernel/time.ts';
import type { PageNumber } from '../memory/page.ts';
import { lookAhead, type Traps } from './lookahead.ts';
import type { ModelMachine } from './model-machine.ts';

/** So many steps are looked ahead at a time. */
const LOOKAHEAD_STEPS = 1024;

/** What stops the guest, and how many pages still do. */
export interface CountedTraps extends Traps {
  readonly count: number;
}

/** Who hears of a guest's page faults. */
export interface FaultListener {
  /** The guest stands still for want of this page. */
  onFault(page: PageNumber): void;
  /** The guest may have the page, and goes on. */
  onArrival(page: PageNumber, blocked: Nanoseconds): void;
}

/**
 * A model machine of which some pages stop the guest. It is let go exactly as far as the next such page; at the instant
 * at which it touches that page it says so, and stands still until the page stops it no more.
 */
export class FaultingGuest {
  readonly #queue: EventQueue;
  readonly #machine: ModelMachine;
  readonly #traps: CountedTraps;
  readonly #listener: FaultListener;
  #awaited: { readonly page: PageNumber; readonly since: Nanoseconds } | null = null;
  #planned: Appointment | null = null;

  constructor(queue: EventQueue, machine: ModelMachine, traps: CountedTraps, listener: FaultListener) {
    this.#queue = queue;
    this.#machine = machine;
    this.#traps = traps;
    this.#listener = listener;
  }

  /** The page that the guest stands still for, or null while it goes on. */
  get awaitedPage(): PageNumber | null {
    return this.#awaited?.page ?? null;
  }

  /** To be called when the machine starts to run: finds out how far it can go. */
  resumed(): void {
    this.#planned?.cancel();
    this.#plan();
  }

  /** To be called when pages stop the guest no more; the machine must have caught up with the time before that. */
  released(): void {
    const awaited = this.#awaited;
    if (awaited !== null && !this.#traps.has(awaited.page)) {
      this.#awaited = null;
      this.#listener.onArrival(awaited.page, this.#queue.now - awaited.since);
      this.#plan();
    } else if (this.#traps.count === 0) {
      // The last page was free before the guest got to it: nothing will stop it any more.
      this.resumed();
    }
  }

  /** Nobody will release a page any more: the guest stays where it is. */
  stop(): void {
    this.#planned?.cancel();
  }

  #plan(): void {
    const machine = this.#machine;
    if (!machine.isRunning || machine.guest.stepsPerSecond === 0) return;
    if (this.#traps.count === 0) {
      machine.letRun(Number.POSITIVE_INFINITY);
      return;
    }
    machine.catchUp();
    const { steps, page } = lookAhead(machine.guest, machine.vcpu.registers, machine.memory, machine.disk?.device ?? null, this.#traps, LOOKAHEAD_STEPS);
    const limit = machine.vcpu.steps + steps;
    machine.letRun(limit);
    this.#planned = this.#queue.at(machine.timeOfStep(page === null ? limit : limit + 1), () => {
      this.#planned = null;
      if (page === null || !this.#traps.has(page)) this.#plan();
      else this.#fault(page);
    });
  }

  #fault(page: PageNumber): void {
    this.#awaited = { page, since: this.#queue.now };
    this.#listener.onFault(page);
  }
}
