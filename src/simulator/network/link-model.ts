import type { Appointment, EventQueue } from '../kernel/event-queue.ts';
import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';
import { LinkFailure } from '../machine/link-failure.ts';
import { Flow } from './flow.ts';

/** What a link can do. */
export interface LinkSettings {
  readonly bytesPerSecond: number;
  /** What one connection can carry at most, as one CPU core can copy and encrypt; as much as the link where not given. */
  readonly streamBytesPerSecond?: number;
  /** One way. */
  readonly latencyNanoseconds: Nanoseconds;
  /** Bytes a sender may have under way before it has to wait. */
  readonly sendBufferBytes: number;
}

/**
 * A link between two hosts: first in, first out for each flow, and a fair share of the bandwidth for each flow that has
 * something to send. Which bytes are where is computed when something changes, not byte by byte.
 */
export class LinkModel {
  readonly #queue: EventQueue;
  readonly #flows = new Set<Flow>();
  #settings: LinkSettings;
  #up = true;

  constructor(queue: EventQueue, settings: LinkSettings) {
    this.#queue = queue;
    this.#settings = settings;
  }

  get settings(): LinkSettings {
    return this.#settings;
  }

  get isUp(): boolean {
    return this.#up;
  }

  /** Number of flows that are open, busy or not. */
  get openFlows(): number {
    return this.#flows.size;
  }

  /** A new connection over this link. It has to be closed. */
  open(): Flow {
    const flow = new Flow({
      now: () => this.#queue.now,
      at: (time, action): Appointment => this.#queue.at(time, action),
      settings: () => this.#settings,
      onActivity: () => {
        this.#share();
      },
      onClose: () => {
        this.#flows.delete(flow);
        this.#share();
      },
    });
    this.#flows.add(flow);
    if (!this.#up) flow.fail(new LinkFailure('The link is down.'));
    return flow;
  }

  /** Changes bandwidth or latency from now on; what is under way goes on at the new rate. */
  change(settings: Partial<LinkSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#share();
  }

  /** Cuts the link: whatever is under way is lost, and everybody who waits for it is told. */
  cut(reason = 'The link went down.'): void {
    this.#up = false;
    for (const flow of [...this.#flows]) flow.fail(new LinkFailure(reason));
  }

  /** Makes a cut link usable again, for flows opened from now on. */
  repair(): void {
    this.#up = true;
  }

  #share(): void {
    let busy = 0;
    for (const flow of this.#flows) if (flow.isBusy) busy++;
    const { bytesPerSecond, streamBytesPerSecond = bytesPerSecond } = this.#settings;
    const rate = Math.min(bytesPerSecond / Math.max(busy, 1), streamBytesPerSecond) / NANOSECONDS_PER_SECOND;
    for (const flow of this.#flows) flow.setRate(rate);
  }
}
