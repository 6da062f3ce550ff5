import { mayReplace } from '../commands/world-commands.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { PackLibrary } from './pack-library.ts';
import type { LabSubject } from './step-subject.ts';

/** Puts a lab's data center into the sidebar, and tells whether it is there. */
export class LabWorld {
  readonly #world: WorldClient;
  readonly #library: PackLibrary;

  constructor(world: WorldClient, library: PackLibrary) {
    this.#world = world;
    this.#library = library;
  }

  /** True also for a lab that needs no data center. */
  isLoaded(subject: LabSubject): boolean {
    return subject.lab.world === null || this.#world.origin.id === originId(subject);
  }

  /** Loads the lab's data center if it is not there and there is no other one. */
  async loadIntoNothing(subject: LabSubject): Promise<void> {
    await this.#world.ready();
    if (!this.isLoaded(subject) && this.#world.inventory.hosts.length === 0) await this.load(subject);
  }

  /** Text of the lab's scenario file, undefined where it has none. */
  async scenario({ loaded, lab }: LabSubject): Promise<string | undefined> {
    return lab.world === null ? undefined : this.#library.text(loaded, lab.world);
  }

  /**
   * Loads the lab's data center, afresh. A data center of the user's own is not replaced unasked; it is kept and can be
   * brought back. Returns whether the lab's data center is there.
   */
  async load(subject: LabSubject, unasked = false): Promise<boolean> {
    await this.#world.ready();
    const scenario = await this.scenario(subject);
    if (scenario === undefined) return true;
    const empty = this.#world.inventory.hosts.length === 0;
    if (!unasked && !empty && !(await mayReplace(this.#world, `the data center of "${subject.lab.title}"`))) return false;
    await this.#world.load(scenario, { id: originId(subject), title: subject.lab.title });
    return true;
  }
}

function originId({ loaded, lab }: LabSubject): string {
  return `lab:${loaded.pack.id}/${lab.id}`;
}
