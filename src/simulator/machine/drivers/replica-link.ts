import type { Completion } from '../../kernel/process.ts';
import type { ModelMachine } from '../model-machine.ts';
import type { LinkEffect, LinkMessage } from '../ports/link.ts';
import type { VirtualLink } from './virtual-link.ts';
import type { LinkPerformer } from './virtual-time.ts';

/**
 * The link to a replica. What comes for a checkpoint is kept until all of it is there, and then put in place at once, so
 * that the replica is never half of one and half of another. Before the first checkpoint, when there is nothing to go
 * over to, everything is put in place as it comes.
 */
export class ReplicaLink implements LinkPerformer {
  readonly #link: VirtualLink;
  readonly #replica: ModelMachine;
  #kept: LinkMessage[] = [];
  #checkpoint = 0;

  constructor(link: VirtualLink, replica: ModelMachine) {
    this.#link = link;
    this.#replica = replica;
  }

  /** The checkpoint that the replica is at; 0 before it has one. */
  get checkpoint(): number {
    return this.#checkpoint;
  }

  perform(effect: LinkEffect, completion: Completion): (() => void) | undefined {
    const link = this.#link;
    switch (effect.kind) {
      case 'send':
        link.send(effect.bytes, () => { this.#receive(effect.message); }, completion);
        break;
      case 'flush':
        link.flush(completion, () => 0);
        break;
      default:
        completion.fail(new Error(`A replica knows no ${effect.kind}.`));
        return undefined;
    }
    return () => {
      link.abandon();
    };
  }

  #receive(message: LinkMessage): void {
    if (message.kind === 'checkpoint') {
      for (const kept of this.#kept) this.#put(kept);
      this.#kept = [];
      this.#checkpoint = message.checkpoint;
    } else if (this.#checkpoint === 0) this.#put(message);
    else this.#kept.push(message);
  }

  #put(message: LinkMessage): void {
    if (message.kind === 'pages') this.#replica.writePages(message.batch);
    else if (message.kind === 'blocks') this.#replica.writeBlocks(message.batch);
    else if (message.kind === 'device-state') this.#replica.loadDeviceState(message.state);
    else throw new Error(`A replica knows no ${message.kind}.`);
  }
}
