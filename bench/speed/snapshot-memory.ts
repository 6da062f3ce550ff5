import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PageTableImage } from '../../src/simulator/memory/page-table.ts';
import { filledTable } from './snapshots.ts';

/** What a chain of snapshots keeps. */
export interface SnapshotMemory {
  readonly name: string;
  readonly snapshots: number;
  readonly pagesChanged: number;
  /** Resident bytes of the process that came with it. */
  readonly bytes: number;
}

const SNAPSHOTS = 1000;

/** Memory that a chain of 1000 snapshots takes, with so many pages changed between one and the next, in places apart. */
export function snapshotMemory(size: string, memoryBytes: number, pagesEach: number): SnapshotMemory {
  const table = filledTable(memoryBytes);
  // The first write makes the table's own array, which is no part of a snapshot.
  touch(table, 0, 1);
  const before = held();
  const images: PageTableImage[] = [];
  for (let number = 0; number < SNAPSHOTS; number++) {
    images.push(table.capture());
    touch(table, number, pagesEach);
  }
  const bytes = held() - before;
  if (images.length !== SNAPSHOTS) throw new Error('Snapshots are missing.');
  return { name: `${SNAPSHOTS} snapshots of a ${size} VM, ${pagesEach} pages changed between two`, snapshots: SNAPSHOTS, pagesChanged: SNAPSHOTS * pagesEach, bytes };
}

/** Changes pages that lie far apart: each is in a leaf of its own. */
function touch(table: ReturnType<typeof filledTable>, number: number, pages: number): void {
  for (let index = 0; index < pages; index++) {
    table.setNumber(((number * pages + index) * 1024 * 7) % table.pageCount, number + 2);
  }
}

function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 3; turn++) collect();
  // A table's own array takes memory where it has been written, which the system alone can tell.
  return process.memoryUsage().rss;
}
