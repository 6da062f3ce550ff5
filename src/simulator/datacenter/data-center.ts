import type { Nanoseconds } from '../kernel/time.ts';
import type { Command } from './commands.ts';
import type { Outcome, WorldEvent } from './events.ts';
import type { Inventory } from './inventory.ts';
import type { SavedWorld } from './saved-world.ts';

/** A world: hosts, links, VMs and their snapshots, with simulated time. Same seed and same commands, same trace. */
export class DataCenter {
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Throws an error with one clear sentence where the saved world is damaged. */
  static restore(_saved: SavedWorld): DataCenter {
    throw new Error('in the making');
  }

  get time(): Nanoseconds {
    return 0;
  }

  /** Every event since the world began (or was restored). */
  get trace(): readonly WorldEvent[] {
    return [];
  }

  /** The only way in. A refused command changes nothing. */
  apply(_command: Command): Outcome {
    return { ok: false, refusal: 'in the making' };
  }

  inventory(): Inventory {
    throw new Error('in the making');
  }

  /** Hash of a VM's memory and registers, in hexadecimal. */
  stateHash(_vm: string): string {
    throw new Error('in the making');
  }

  save(): SavedWorld {
    throw new Error('in the making');
  }
}
