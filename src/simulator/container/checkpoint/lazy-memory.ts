import type { Nanoseconds } from '../../kernel/time.ts';
import type { PageBatch } from '../../memory/contents.ts';
import type { PageNumber } from '../../memory/page.ts';
import { PageBitmap } from '../../memory/page-bitmap.ts';
import type { FaultListener } from '../../machine/faulting-guest.ts';
import type { PagedGuest } from '../../machine/migration-destination.ts';
import type { Container } from '../oci/container-host.ts';
import { type AddressSpace, isMissing, type MissingPages, putPage } from '../process/address-space.ts';
import { pidIn, type Task } from '../process/task.ts';
import type { ContainerPlace } from './container-place.ts';

/**
 * A container that runs while part of its memory is elsewhere (criu(8), lazy-pages; userfaultfd(2)): a process that
 * touches a page which is not here says so and stands still until it comes, the others go on.
 */
export class LazyMemory implements PagedGuest {
  readonly #missing: PageBitmap;
  readonly #listener: FaultListener;
  /** Puts pages in place that come before the container is there. */
  readonly #early: (batch: PageBatch) => void;
  readonly #awaited = new Map<PageNumber, Nanoseconds>();
  #running: { readonly place: ContainerPlace; readonly container: Container; readonly unwatch: () => void } | null = null;

  constructor(missing: PageBitmap, listener: FaultListener, early: (batch: PageBatch) => void) {
    this.#missing = missing;
    this.#listener = listener;
    this.#early = early;
  }

  get awaitedPages(): readonly PageNumber[] {
    return [...this.#awaited.keys()];
  }

  /** Whether the page at this place of the row is still to come. */
  lacks(place: PageNumber): boolean {
    return this.#missing.has(place);
  }

  missing(): PageBitmap {
    return this.#missing.copy();
  }

  /** What each process lacks: its number inside, the page, and the page's place in the row. */
  list(): readonly { readonly process: number; readonly page: PageNumber; readonly place: PageNumber }[] {
    return this.#lacking().flatMap(({ task, space, missing }) => [...new PageBitmap(space.pageCount, missing.words.slice()).pages()]
      .map((page) => ({ process: pidIn(task.pidNamespace, task), page, place: missing.first + page })));
  }

  /** The container is there: from now on its processes lack the pages. `stretches` tells where each address space lies. */
  begin(place: ContainerPlace, container: Container, stretches: readonly { readonly first: number; readonly count: number }[]): void {
    const tasks = [...container.init.pidNamespace.tasks.values()].filter((task) => task.addressSpace !== null);
    tasks.forEach(({ addressSpace }, index) => {
      const { first, count } = stretches[index] ?? { first: 0, count: 0 };
      const lacks = new PageBitmap(count);
      for (let page = 0; page < count; page++) if (this.#missing.has(first + page)) lacks.set(page);
      if (addressSpace !== null) addressSpace.missing = { first, words: lacks.words };
    });
    this.#running = { place, container, unwatch: place.watch(() => { this.#look(); }) };
  }

  resumed(): void {
    this.#running?.place.run();
  }

  arrived(batch: PageBatch): void {
    const running = this.#running;
    if (running === null) {
      this.#early(batch);
      for (const place of batch.pages) this.#missing.clear(place);
      return;
    }
    let isAwaited = false;
    batch.pages.forEach((place, index) => {
      if (!this.#missing.has(place)) return;
      this.#missing.clear(place);
      this.#put(place, batch.contents.data[index] ?? 0);
      const since = this.#awaited.get(place);
      if (since === undefined) return;
      isAwaited = true;
      this.#awaited.delete(place);
      this.#listener.onArrival(place, running.place.now - since);
    });
    if (isAwaited) running.place.run();
  }

  stop(): void {
    this.#running?.unwatch();
  }

  /** The processes that lack pages: those that came without, and their children since. */
  #lacking(): readonly { readonly task: Task; readonly space: AddressSpace; readonly missing: MissingPages }[] {
    const tasks = this.#running?.container.init.pidNamespace.tasks.values() ?? [];
    return [...tasks].flatMap((task) => {
      const space = task.addressSpace;
      return space === null || space.missing === null ? [] : [{ task, space, missing: space.missing }];
    });
  }

  #put(place: PageNumber, content: number): void {
    for (const { task, space, missing } of this.#lacking()) {
      if (isMissing(task, place - missing.first)) putPage(space, place - missing.first, content);
    }
  }

  #look(): void {
    for (const { task, missing } of this.#lacking()) {
      const wait = task.program?.waitsFor;
      if (wait?.for !== 'page' || !isMissing(task, wait.page) || this.#awaited.has(missing.first + wait.page)) continue;
      this.#awaited.set(missing.first + wait.page, this.#running?.place.now ?? 0);
      this.#listener.onFault(missing.first + wait.page);
    }
  }
}
