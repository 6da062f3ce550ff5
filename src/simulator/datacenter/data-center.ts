import type { Nanoseconds } from '../kernel/time.ts';
import type { StateDifference } from '../snapshot/compare-states.ts';
import { carryOut } from './carry-out.ts';
import { requireCommand } from './command-shape.ts';
import type { Command } from './commands.ts';
import type { Outcome, WorldEvent } from './events.ts';
import type { ExportedSnapshot } from './exported-snapshot.ts';
import type { WallProbe } from '../container/oci/probe.ts';
import type { FileAnswer, FileQuestion } from '../container/oci/look-into.ts';
import { lookIntoFiles, probeContainer } from './containers/container-commands.ts';
import type { Inventory } from './inventory.ts';
import { mendWorld } from './mend-world.ts';
import { Refusal } from './refusal.ts';
import { restoreWorld } from './restore-world.ts';
import { saveWorld, saveWorldInSteps } from './save-world.ts';
import type { TimedCommand } from './scenario.ts';
import type { SavedWorld } from './saved-world.ts';
import { compareSnapshots } from './snapshot-compare.ts';
import { exportSnapshot } from './snapshot-export.ts';
import { type DiskAnswer, type DiskQuestion, lookIntoDisk } from './storage/look-into-disk.ts';
import { takeInventory } from './take-inventory.ts';
import { World } from './world.ts';

/** A world: hosts, links, VMs and their snapshots, with simulated time. Same seed and same commands, same trace. */
export class DataCenter {
  readonly #world: World;

  constructor(seed: number, world = new World(seed)) {
    this.#world = world;
  }

  /** What is to happen in it later without anybody's doing, in the order of time; a refused command is told as an event. */
  plan(commands: readonly TimedCommand[]): void {
    this.#world.agenda.push(...commands);
  }

  /** A saved world, to go on with. Throws an error with one clear sentence where the saved world is damaged. */
  static restore(saved: SavedWorld): DataCenter {
    const world = restoreWorld(saved);
    return new DataCenter(world.seed, world);
  }

  /**
   * What can still be had of a saved world of which parts are missing; `lost` tells what cannot, as parts of a
   * sentence. Throws where nothing is left.
   */
  static recover(saved: SavedWorld): { readonly dataCenter: DataCenter; readonly lost: readonly string[] } {
    const { world, lost } = mendWorld(saved);
    return { dataCenter: new DataCenter(world.seed, world), lost };
  }

  get seed(): number {
    return this.#world.seed;
  }

  get time(): Nanoseconds {
    return this.#world.queue.now;
  }

  /** Every event since the world began; of those before it was restored or forgot, the ones that a saved world keeps. */
  get trace(): readonly WorldEvent[] {
    return this.#world.trace;
  }

  /** Forgets the events that a saved world would not have. Whoever lets a world go on for hours bounds its trace so. */
  forgetOldEvents(): void {
    this.#world.forgetOldEvents();
  }

  /** The only way in. A refused command changes nothing. */
  apply(command: Command): Outcome {
    const before = this.#world.trace.length;
    try {
      requireCommand(command);
      carryOut(this.#world, command);
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, refusal: error.message };
      throw error;
    }
    return { ok: true, events: this.#world.trace.slice(before) };
  }

  inventory(): Inventory {
    for (const vm of this.#world.vms.values()) vm.machine.catchUp();
    return takeInventory(this.#world);
  }

  /** Hash of a VM's memory and registers, in hexadecimal. Throws a `Refusal` where there is no such VM. */
  stateHash(vm: string): string {
    return this.#world.vm(vm).machine.stateHash();
  }

  /** A snapshot for a file of its own. Throws a `Refusal` where there is none. */
  exportSnapshot(vm: string, snapshot: string): ExportedSnapshot {
    return exportSnapshot(this.#world.vm(vm), snapshot);
  }

  /**
   * How a snapshot differs from another one, or from the VM as it is now where `second` is null, with the contents of up
   * to `limit` pages and blocks. Throws a `Refusal` where there is nothing to compare.
   */
  compare(vm: string, first: string, second: string | null, limit: number): StateDifference {
    return compareSnapshots(this.#world.vm(vm), first, second, limit);
  }

  /** What a container sees beside what its host sees. Throws a `Refusal` where there is no such container, or it does not run. */
  probeContainer(container: string): readonly WallProbe[] {
    return probeContainer(this.#world, container);
  }

  /** The files of a container, as its processes see them. Throws a `Refusal` where there is no such container. */
  lookIntoContainer(container: string, question: FileQuestion): FileAnswer {
    return lookIntoFiles(this.#world, container, question);
  }

  /** The files on the disk of a VM, now or in a snapshot. Throws a `Refusal` where there is no such disk. */
  lookIntoDisk(vm: string, snapshot: string | null, question: DiskQuestion): DiskAnswer {
    return lookIntoDisk(this.#world.vm(vm), snapshot, question);
  }

  /** A migration that is under way is not saved: in the restored world it has failed, and the source goes on. */
  save(): SavedWorld {
    return saveWorld(this.#world);
  }

  /** The same in steps, between which it may go on: what is saved is what there is at the first of them. */
  saveInSteps(): Generator<void, SavedWorld> {
    return saveWorldInSteps(this.#world);
  }
}
