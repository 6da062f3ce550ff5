import type { EventQueue } from '../../kernel/event-queue.ts';
import type { FaultListener } from '../../machine/faulting-guest.ts';
import type { MigrationDestination } from '../../machine/migration-destination.ts';
import type { PageBatch } from '../../memory/contents.ts';
import type { PageBitmap } from '../../memory/page-bitmap.ts';
import type { Container } from '../oci/container-host.ts';
import type { ContainerPlace } from './container-place.ts';
import { MEASURED_COSTS as COSTS } from './costs.ts';
import { type ContainerState, decodeState } from './container-state.ts';
import { LazyMemory } from './lazy-memory.ts';
import { type Restored, restoreContainer } from './restore.ts';

/** What the data center does when a container has arrived and does not run yet. */
export type Arrival = (restored: Restored, state: ContainerState) => void;

/** The empty machine that a container is to move into. It becomes a container when it is told to run. */
export class ContainerDestination implements MigrationDestination {
  readonly costs: MigrationDestination['costs'];
  readonly #name: string;
  readonly #prepare: () => ContainerPlace;
  readonly #arrive: Arrival;
  /** The contents of pages by their places in the row. */
  readonly #contents: Uint32Array;
  #state: ContainerState | null = null;
  #lazy: LazyMemory | null = null;
  #container: Container | null = null;

  /** `prepare` makes the kernel of the host ready; `processes` is how many there are to come. */
  constructor(name: string, pageCount: number, processes: number, prepare: () => ContainerPlace, arrive: Arrival) {
    this.#name = name;
    this.#prepare = prepare;
    this.#arrive = arrive;
    this.#contents = new Uint32Array(pageCount);
    // Both dumping and restoring all but the memory lie in the pause.
    this.costs = { load: COSTS.dumpState + COSTS.restoreState + 2 * processes * COSTS.process };
  }

  /** What is still to come of its memory, while it runs without; null otherwise. */
  get lazyMemory(): LazyMemory | null {
    return this.#container === null ? null : this.#lazy;
  }

  get isRunning(): boolean {
    return this.#container !== null;
  }

  writePages({ pages, contents }: PageBatch): void {
    pages.forEach((place, index) => {
      this.#contents[place] = contents.data[index] ?? 0;
    });
  }

  loadDeviceState(state: Uint8Array): void {
    this.#state = decodeState(state);
  }

  resume(): void {
    const state = this.#state;
    if (this.#container !== null) return;
    if (state === null) throw new Error('The state of the container has not arrived.');
    const place = this.#prepare();
    place.passTime();
    const memory = state.stretches.map(({ first, count }) => this.#contents.slice(first, first + count));
    const restored = restoreContainer(place.host, this.#name, { facts: state.facts, files: state.files, memory });
    this.#container = restored.container;
    this.#lazy?.begin(place, restored.container, state.stretches);
    this.#arrive(restored, state);
    place.run();
  }

  runWithout(_: EventQueue, missing: PageBitmap, listener: FaultListener): LazyMemory {
    this.#lazy = new LazyMemory(missing, listener, (batch) => {
      this.writePages(batch);
    });
    return this.#lazy;
  }
}
