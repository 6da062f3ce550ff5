import { clearSoftDirty, readPage, softDirtyPages } from '../process/address-space.ts';
import type { Task } from '../process/task.ts';

/** What a look at the memory of all processes found (CRIU's stats-dump). */
export interface CopyFigures {
  readonly pagesScanned: number;
  /** Pages that are as they were in the copy before. */
  readonly pagesSkippedParent: number;
  readonly pagesWritten: number;
}

/**
 * The pages of a tree of processes as they were when they were last copied (criu(8), pre-dump): all of a process at
 * first, and then those that its soft-dirty bits show.
 */
export class MemoryCopy {
  readonly #copies = new Map<Task, Uint32Array>();

  /** Copies what has changed since the last time, and begins to watch for what changes from now on. */
  update(tasks: Iterable<Task>): CopyFigures {
    let pagesScanned = 0;
    let pagesWritten = 0;
    for (const task of tasks) {
      const space = task.addressSpace;
      if (space === null) continue;
      const before = this.#copies.get(task);
      const copy = new Uint32Array(space.pageCount);
      copy.set((before ?? copy).subarray(0, space.pageCount));
      const changed = before === undefined ? null : softDirtyPages(space);
      if (changed === null) for (let page = 0; page < space.pageCount; page++) copy[page] = readPage(space, page);
      else for (const page of changed) copy[page] = readPage(space, page);
      clearSoftDirty(space);
      this.#copies.set(task, copy);
      pagesScanned += space.pageCount;
      pagesWritten += changed?.length ?? space.pageCount;
    }
    return { pagesScanned, pagesSkippedParent: pagesScanned - pagesWritten, pagesWritten };
  }

  /** The contents of all pages of these processes, in their order; those without memory are left out. */
  contentsOf(tasks: Iterable<Task>): readonly Uint32Array[] {
    return [...tasks].filter((task) => task.addressSpace !== null).map((task) => this.#copies.get(task) ?? new Uint32Array(0));
  }
}
