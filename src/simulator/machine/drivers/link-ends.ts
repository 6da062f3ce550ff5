import type { Completion } from '../../kernel/process.ts';
import type { EventQueue } from '../../kernel/event-queue.ts';
import type { Nanoseconds } from '../../kernel/time.ts';
import type { PageNumber } from '../../memory/page.ts';
import type { PageBitmap } from '../../memory/page-bitmap.ts';
import type { MigrationDestination, PagedGuest } from '../migration-destination.ts';
import { ModelMachine } from '../model-machine.ts';
import type { LinkEffect, LinkMessage } from '../ports/link.ts';
import { Channels, type Crossing } from './channels.ts';
import type { VirtualLink } from './virtual-link.ts';

/** What the driver tells its world about the destination's page faults. */
export interface PageFaults {
  onFault?(page: PageNumber): void;
  onArrival?(page: PageNumber, blocked: Nanoseconds): void;
}

/** Both ends of a migration link: hands over what is sent, and at the destination puts it in place. */
export class LinkEnds {
  readonly #queue: EventQueue;
  readonly #destination: MigrationDestination;
  readonly #faults: PageFaults;
  readonly #channels: Channels | null;
  #link: VirtualLink;
  /** When the device state that arrived last is loaded. */
  #loadedAt: Nanoseconds = 0;
  #guest: PagedGuest | null = null;
  #requests: PageNumber[] = [];
  #waitingForRequest: (() => void) | null = null;
  #waitingForRecovery: Completion | null = null;

  /** `channels` are the connections beside the main one, for migrations over several streams. */
  constructor(
    queue: EventQueue,
    destination: MigrationDestination,
    link: VirtualLink,
    faults: PageFaults = {},
    channels: readonly VirtualLink[] = [],
  ) {
    this.#queue = queue;
    this.#destination = destination;
    this.#channels = channels.length > 0 ? new Channels(link, channels) : null;
    this.#link = this.#channels ?? link;
    this.#faults = faults;
  }

  perform(effect: LinkEffect, completion: Completion): (() => void) | undefined {
    switch (effect.kind) {
      case 'send':
        return this.#send(effect.message, effect.bytes, completion);
      case 'send-over-channel':
        return this.#sendOverChannel(effect, completion);
      case 'flush':
        return this.#flush(completion);
      case 'take-page-requests':
        completion.succeed(this.#requests.splice(0));
        return undefined;
      case 'wait-for-page-request':
        return this.#waitForRequest(effect.nanoseconds, completion);
      case 'await-recovery':
        this.#waitingForRecovery = completion;
        return () => {
          this.#waitingForRecovery = null;
        };
    }
  }

  /** The pages that a post-copy destination still lacks. */
  missing(): PageBitmap {
    if (this.#guest === null) throw new Error('No page is missing: this is not a post-copy migration.');
    return this.#guest.missing();
  }

  /** The destination's guest starts to run. */
  resumed(): void {
    this.#guest?.resumed();
  }

  /** Whether the mechanism waits for a new link. */
  get isBroken(): boolean {
    return this.#waitingForRecovery !== null;
  }

  /** Goes on over a new link. */
  recover(link: VirtualLink): void {
    this.#link = link;
    this.#requests = [];
    const waiting = this.#waitingForRecovery;
    this.#waitingForRecovery = null;
    waiting?.succeed();
    // What was asked for may have been lost with the old link.
    for (const page of this.#guest?.awaitedPages ?? []) this.#request(page);
  }

  /** Nothing will come any more: a guest that waits for a page waits for ever. */
  stop(): void {
    this.#guest?.stop();
  }

  #send(message: LinkMessage, bytes: number, completion: Completion): () => void {
    const link = this.#link;
    if (this.#channels === null) link.send(bytes, () => { this.#receive(message); }, completion);
    else this.#channels.sendOverMain(this.#crossing(message), bytes, completion);
    return () => {
      link.abandon();
    };
  }

  #sendOverChannel(effect: Extract<LinkEffect, { kind: 'send-over-channel' }>, completion: Completion) {
    const channels = this.#channels;
    if (channels === null) {
      completion.fail(new Error('This link has no channels beside the main stream.'));
      return undefined;
    }
    channels.sendOverChannel(effect.channel, this.#crossing(effect.message), effect.bytes, completion);
    return () => {
      channels.abandon();
    };
  }

  #crossing(message: LinkMessage): Crossing {
    if (message.kind === 'in-step') return message;
    return { kind: 'message', deliver: () => { this.#receive(message); } };
  }

  /** The destination confirms only when the device state is loaded. */
  #flush(completion: Completion): () => void {
    const link = this.#link;
    link.flush(completion, () => this.#loadedAt);
    return () => {
      link.abandon();
    };
  }

  #waitForRequest(nanoseconds: Nanoseconds, completion: Completion): (() => void) | undefined {
    if (this.#requests.length > 0) {
      completion.succeed();
      return undefined;
    }
    const appointment = this.#queue.after(nanoseconds, () => {
      this.#waitingForRequest = null;
      completion.succeed();
    });
    const end = (): void => {
      appointment.cancel();
      this.#waitingForRequest = null;
    };
    this.#waitingForRequest = () => {
      end();
      completion.succeed();
    };
    return end;
  }

  #receive(message: LinkMessage): void {
    const destination = this.#destination;
    switch (message.kind) {
      case 'pages':
        if (this.#guest === null) destination.writePages(message.batch);
        else this.#guest.arrived(message.batch);
        message.spares?.giveBack(message.batch);
        return;
      case 'blocks':
        if (!(destination instanceof ModelMachine)) throw new Error('This machine has no disk of its own.');
        destination.writeBlocks(message.batch);
        return;
      case 'device-state':
        destination.loadDeviceState(message.state);
        this.#loadedAt = this.#queue.now + destination.costs.load;
        return;
      case 'checkpoint':
        throw new Error('Checkpoints are for replicas.');
      case 'in-step':
        // One stream by itself is always in step.
        return;
      case 'missing-pages':
        this.#guest = destination.runWithout(this.#queue, message.missing, {
          onFault: (page) => {
            this.#faults.onFault?.(page);
            this.#request(page);
          },
          onArrival: (page, blocked) => {
            this.#faults.onArrival?.(page, blocked);
          },
        });
    }
  }

  /** A request goes back over the link; one that meets a broken link is lost, and repeated after recovery. */
  #request(page: PageNumber): void {
    const link = this.#link;
    this.#queue.after(link.latency, () => {
      if (this.#link !== link || this.isBroken) return;
      this.#requests.push(page);
      this.#waitingForRequest?.();
    });
  }
}
