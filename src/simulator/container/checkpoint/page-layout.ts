import type { PageNumber } from '../../memory/page.ts';
import type { Task } from '../process/task.ts';

/** The pages of one process, as a stretch of one long row of pages. */
export interface Stretch {
  readonly task: Task;
  readonly first: PageNumber;
  readonly count: number;
}

/**
 * The memory of a whole tree of processes as one row of pages, as a machine has it. Processes that are born or grow while
 * it lasts get stretches of what is still free, and those that end give theirs back.
 */
export class PageLayout {
  readonly pageCount: number;
  readonly #stretches = new Map<Task, Stretch>();

  constructor(pageCount: number) {
    this.pageCount = pageCount;
  }

  get stretches(): Iterable<Stretch> {
    return this.#stretches.values();
  }

  stretchOf(task: Task): Stretch | undefined {
    return this.#stretches.get(task);
  }

  /** Fits the row to the processes that there are now; returns the stretches that are free again, and those that are new. */
  fit(tasks: readonly Task[]): { readonly freed: readonly Stretch[]; readonly placed: readonly Stretch[] } {
    const alive = new Set(tasks);
    const freed: Stretch[] = [];
    const placed: Stretch[] = [];
    for (const stretch of [...this.#stretches.values()]) {
      const pages = alive.has(stretch.task) ? (stretch.task.addressSpace?.pageCount ?? 0) : 0;
      if (pages > 0 && pages <= stretch.count) continue;
      this.#stretches.delete(stretch.task);
      freed.push(stretch);
    }
    for (const task of tasks) {
      const pages = task.addressSpace?.pageCount ?? 0;
      if (pages === 0 || this.#stretches.has(task)) continue;
      const stretch = { task, first: this.#room(pages), count: pages };
      this.#stretches.set(task, stretch);
      placed.push(stretch);
    }
    return { freed, placed };
  }

  /** The first place where so many pages are free one after the other. */
  #room(pages: number): PageNumber {
    let first = 0;
    for (const { first: begin, count } of [...this.#stretches.values()].sort((one, other) => one.first - other.first)) {
      if (begin - first >= pages) return first;
      first = begin + count;
    }
    if (first + pages > this.pageCount) throw new Error('The container has taken more memory than there was room for: give it a memory limit, or try again.');
    return first;
  }

  /** The process and its page at a place of the row; null where it is free. */
  at(place: PageNumber): { readonly task: Task; readonly page: PageNumber } | null {
    for (const { task, first, count } of this.#stretches.values()) if (place >= first && place < first + count) return { task, page: place - first };
    return null;
  }
}
