import type { CheckpointImage } from '../../container/checkpoint/checkpoint-image.ts';
import { reconnect } from '../../container/checkpoint/connections.ts';
import { MEASURED_COSTS as COSTS } from '../../container/checkpoint/costs.ts';
import { LazyMemory } from '../../container/checkpoint/lazy-memory.ts';
import { restoreContainer, type RestorableState, stateOfImage } from '../../container/checkpoint/restore.ts';
import type { Container } from '../../container/oci/container-host.ts';
import { killContainer, stateOf } from '../../container/oci/lifecycle.ts';
import type { Nanoseconds } from '../../kernel/time.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import { PageBitmap } from '../../memory/page-bitmap.ts';
import type { World } from '../world.ts';
import { bytesOf, type Checkpoint } from './checkpoint.ts';
import { type ContainerKernel, kernelOf, passTime, runKernel } from './container-kernel.ts';
import { type ContainerWork, runTimed, type TimedProcess } from './container-work.ts';
import { placeOf } from './kernel-place.ts';

/** So many pages are brought at a time as long as nobody waits for one. */
const BATCH_PAGES = 16;
/** So often it is told, at most, how many are still to come. */
const LOOKS = 50;

/** Of which checkpoint a container is to be made, under which name and where. */
export interface RestoreOrder {
  readonly checkpoint: Checkpoint;
  readonly container: string;
  readonly host: string;
  readonly lazyPages: boolean;
  /** Ports of the host that are to lead to it. */
  readonly published: readonly string[];
}

/** Sets a restore going. What can be seen to fail has been refused. */
export function startRestore(world: World, order: RestoreOrder): void {
  const { checkpoint, container, host, lazyPages } = order;
  const names = { container, checkpoint: checkpoint.name, host };
  world.emit({ kind: 'container.restore-started', ...names, lazyPages, pages: bytesOfPages(checkpoint.image) / PAGE_BYTES });
  const failed = (reason: string) => ({ kind: 'container.restore-failed' as const, ...names, reason });
  const restoring = new Restoring(world, order);
  const running = runTimed(world, restoring.all(), (end) => {
    world.containerWorks.delete(container);
    restoring.stop();
    if (end.ok) return;
    world.emit(failed(end.error.message));
    restoring.giveUp();
  });
  const work: ContainerWork = {
    kind: 'restore', container, hosts: [host], checkpoint: checkpoint.name, missingPages: () => restoring.missingPages(),
    // One that runs already has the rest of its memory when the world is opened again.
    whenClosed: (reason) => (restoring.runs ? restoring.fetched() : failed(reason)),
    interrupt: (reason) => {
      running.interrupt(new Error(reason));
    },
  };
  world.containerWorks.set(container, work);
  running.start();
}

/** A container that is being made of a checkpoint, at once as a whole or with its memory later. */
class Restoring {
  readonly #world: World;
  readonly #order: RestoreOrder;
  readonly #began: Nanoseconds;
  readonly #state: RestorableState;
  /** The contents of all pages, one address space after the other. */
  readonly #row: Uint32Array;
  #lazy: LazyMemory | null = null;
  #faults = 0;
  #blockedTime: Nanoseconds = 0;

  constructor(world: World, order: RestoreOrder) {
    this.#world = world;
    this.#order = order;
    this.#began = world.queue.now;
    const state = stateOfImage(order.checkpoint.image);
    this.#state = { ...state, facts: { ...state.facts, published: order.published } };
    this.#row = new Uint32Array(this.#state.memory.reduce((sum, { length }) => sum + length, 0));
    stretchesOf(this.#state.memory).forEach(({ first }, index) => {
      this.#row.set(this.#state.memory[index] ?? [], first);
    });
  }

  /** Whether the container is there. */
  get runs(): boolean {
    return this.#lazy !== null;
  }

  *all(): TimedProcess<void> {
    const { checkpoint: { image }, host, lazyPages } = this.#order;
    const pages = bytesOfPages(image);
    const present = lazyPages ? 0 : pages / PAGE_BYTES;
    yield COSTS.restoreState + image.processes * COSTS.process + present * COSTS.restorePage + this.#read(bytesOf(image) - (lazyPages ? pages : 0));
    const kernel = kernelOf(this.#world, this.#world.host(host));
    passTime(this.#world, kernel);
    if (lazyPages) yield* this.#lazily(kernel);
    else this.#tell(kernel, this.#state);
  }

  /** Makes the container and lets it run. */
  #tell(kernel: ContainerKernel, state: RestorableState, before: (container: Container) => void = () => undefined): Container {
    const { container: name, checkpoint, host } = this.#order;
    const { container, sockets } = restoreContainer(kernel.host, name, state);
    const connections = reconnect(sockets);
    kernel.told.delete(name);
    before(container);
    this.#world.emit({ kind: 'container.restored', container: name, checkpoint: checkpoint.name, host, totalTime: this.#world.queue.now - this.#began, connections });
    runKernel(this.#world, kernel);
    return container;
  }

  /** Lets it run without its memory, which comes page by page: what it touches first, and else in order. */
  *#lazily(kernel: ContainerKernel): TimedProcess<void> {
    const missing = new PageBitmap(this.#row.length);
    this.#row.forEach((content, place) => {
      if (content !== 0) missing.set(place);
    });
    const lazy = new LazyMemory(missing, {
      onFault: () => {
        this.#faults++;
      },
      onArrival: (_, blocked) => {
        this.#blockedTime += blocked;
      },
    }, () => undefined);
    const empty = { ...this.#state, memory: this.#state.memory.map(({ length }) => new Uint32Array(length)) };
    const container = this.#tell(kernel, empty, (restored) => {
      this.#lazy = lazy;
      lazy.begin(placeOf(this.#world, kernel), restored, stretchesOf(this.#state.memory));
    });
    const pages = missing.pages();
    let arrived = 0;
    for (let next = 0; next < pages.length && stateOf(container) !== 'stopped'; ) {
      const awaited = lazy.awaitedPages.slice(0, 1);
      const batch = awaited.length > 0 ? Uint32Array.from(awaited) : pages.subarray(next, next + BATCH_PAGES).filter((place) => lazy.lacks(place));
      if (awaited.length === 0) next += BATCH_PAGES;
      yield batch.length * COSTS.restorePage + this.#read(batch.length * PAGE_BYTES);
      passTime(this.#world, kernel);
      lazy.arrived({ pages: batch, contents: { kind: 'numbers', data: batch.map((place) => this.#row[place] ?? 0) } });
      const looks = Math.floor((arrived * LOOKS) / pages.length);
      arrived += batch.length;
      if (arrived < pages.length && Math.floor((arrived * LOOKS) / pages.length) > looks) this.#world.emit(this.#progress(pages.length - arrived));
    }
    this.#world.emit(this.fetched());
  }

  #progress(missingPages: number) {
    const { container, checkpoint } = this.#order;
    return { kind: 'container.pages-progress' as const, container, checkpoint: checkpoint.name, missingPages, faults: this.#faults, blockedTime: this.#blockedTime };
  }

  fetched() {
    const { container, checkpoint } = this.#order;
    return {
      kind: 'container.pages-fetched' as const, container, checkpoint: checkpoint.name, faults: this.#faults, blockedTime: this.#blockedTime,
      totalTime: this.#world.queue.now - this.#began,
    };
  }

  /** For each page that is still to come: the process, the page, and what it holds. */
  missingPages(): Uint32Array {
    return Uint32Array.from((this.#lazy?.list() ?? []).flatMap(({ process, page, place }) => [process, page, this.#row[place] ?? 0]));
  }

  stop(): void {
    this.#lazy?.stop();
  }

  /** Nobody brings the rest of its memory any more: a container that runs already cannot go on. */
  giveUp(): void {
    const { host, container } = this.#order;
    const kernel = this.#world.containerKernels.get(host);
    if (!this.runs || kernel === undefined || kernel.host.kernel.panic !== null) return;
    passTime(this.#world, kernel);
    const found = kernel.host.containers.get(container);
    if (found !== undefined && stateOf(found) !== 'stopped') killContainer(kernel.host, container, 'KILL');
    runKernel(this.#world, kernel);
  }

  /** How long the shared storage needs to give so many bytes. */
  #read(bytes: number): Nanoseconds {
    if (!this.#world.storage.settings.works) throw new Error('The shared storage does not work: Input/output error.');
    return this.#world.storage.timeFor(bytes);
  }
}

/** What its files hold of memory. */
function bytesOfPages({ files }: CheckpointImage): number {
  return files.filter(({ name }) => name.startsWith('pages-')).reduce((sum, { size }) => sum + size, 0);
}

/** Where each address space lies in the row of all pages. */
function stretchesOf(memory: readonly Uint32Array[]): readonly { readonly first: number; readonly count: number }[] {
  let first = 0;
  return memory.map(({ length }) => {
    const stretch = { first, count: length };
    first += length;
    return stretch;
  });
}
