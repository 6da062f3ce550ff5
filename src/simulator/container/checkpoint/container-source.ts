import type { PageBatch } from '../../memory/contents.ts';
import { PageBitmap } from '../../memory/page-bitmap.ts';
import type { SpareArrays } from '../../memory/spare-arrays.ts';
import type { MigrationSource } from '../../machine/migration-source.ts';
import type { Container } from '../oci/container-host.ts';
import { stateOf } from '../oci/lifecycle.ts';
import { clearSoftDirty, readPage, softDirtyPages } from '../process/address-space.ts';
import type { Task } from '../process/task.ts';
import type { ContainerPlace } from './container-place.ts';
import { freezeTime, MEASURED_COSTS as COSTS } from './costs.ts';
import { encodeState } from './container-state.ts';
import { dumpState } from './dump.ts';
import { freezeContainer, thawContainer } from './freeze.ts';
import { PageLayout, type Stretch } from './page-layout.ts';
import { demandCheckpointable } from './refusals.ts';

/** The shortest runtime that cpu.max may grant. */
const LEAST_QUOTA = 1_000_000;

/**
 * A running container as a machine that is migrated away: the dirty log is the soft-dirty bits of its processes, to
 * pause is to freeze its cgroup, and the device state is everything of a checkpoint but the pages. So the engine's rounds
 * of pre-copy are CRIU's pre-dumps, and its post-copy is CRIU's lazy pages.
 */
export class ContainerSource implements MigrationSource {
  readonly pageCount: number;
  readonly #place: ContainerPlace;
  readonly #container: Container;
  readonly #established: boolean;
  readonly #layout: PageLayout;
  /** All pages as they were when the state was saved; the processes may be gone by now. */
  #kept: Uint32Array | null = null;

  /** `pageCount`: room for the memory of all its processes, with what they may still take. */
  constructor(place: ContainerPlace, container: Container, pageCount: number, established: boolean) {
    this.#place = place;
    this.#container = container;
    this.#established = established;
    this.pageCount = pageCount;
    this.#layout = new PageLayout(pageCount);
    this.#layout.fit(this.#tasks);
  }

  get isRunning(): boolean {
    return this.#container.frozenGroups === null;
  }

  get costs(): MigrationSource['costs'] {
    return { startDirtyLog: this.pageCount, stop: freezeTime(COSTS, this.#tasks.length) };
  }

  get #tasks(): Task[] {
    return [...this.#container.init.pidNamespace.tasks.values()];
  }

  startDirtyLog(): void {
    this.collectDirtyLog();
  }

  stopDirtyLog(): void {
    for (const { addressSpace } of this.#tasks) if (addressSpace !== null) addressSpace.softDirty = null;
  }

  collectDirtyLog(): PageBitmap {
    this.#place.passTime();
    if (stateOf(this.#container) === 'stopped') throw new Error('The container has ended meanwhile.');
    const dirty = new PageBitmap(this.pageCount);
    const { freed, placed } = this.#layout.fit(this.#tasks);
    for (const { first, count } of [...freed, ...placed]) for (let page = first; page < first + count; page++) dirty.set(page);
    for (const { task, first } of this.#layout.stretches) {
      const space = task.addressSpace;
      if (space === null) continue;
      for (const page of softDirtyPages(space)) dirty.set(first + page);
      clearSoftDirty(space);
    }
    return dirty;
  }

  pause(): void {
    if (!this.isRunning) return;
    this.#place.run();
    if (stateOf(this.#container) === 'stopped') throw new Error('The container has ended meanwhile.');
    freezeContainer(this.#container, this.#established);
    this.#place.run();
  }

  resume(): void {
    if (this.isRunning) return;
    this.#place.passTime();
    thawContainer(this.#container);
    this.#place.run();
  }

  readPages(pages: Uint32Array, spares?: SpareArrays): PageBatch {
    const data = spares?.take(pages.length) ?? new Uint32Array(pages.length);
    const kept = this.#kept;
    pages.forEach((place, index) => {
      data[index] = kept === null ? this.#contentAt(place) : (kept[place] ?? 0);
    });
    return { pages, contents: { kind: 'numbers', data } };
  }

  #contentAt(place: number): number {
    const found = this.#layout.at(place);
    const space = found?.task.addressSpace;
    return found === null || space === null || space === undefined || found.page >= space.pageCount ? 0 : readPage(space, found.page);
  }

  /** Everything but the pages. What CRIU would refuse makes the migration fail, and the container goes on here. */
  saveDeviceState(): Uint8Array {
    const { host } = this.#place;
    demandCheckpointable(host, this.#container, this.#established);
    const { facts, files, spaces } = dumpState(host, this.#container);
    const stretches = spaces.map((space): Pick<Stretch, 'first' | 'count'> => {
      const stretch = [...this.#layout.stretches].find(({ task }) => task.addressSpace === space);
      if (stretch === undefined) throw new Error('Memory of the container was not sent.');
      return { first: stretch.first, count: space.pageCount };
    });
    this.#kept = Uint32Array.from({ length: this.pageCount }, (_, place) => this.#contentAt(place));
    return encodeState({ facts, files, stretches });
  }

  /** Auto-converge: takes this share of its time on vCPUs away, by cpu.max. */
  setThrottle(percent: number): void {
    this.#place.passTime();
    const { cgroup } = this.#container.init;
    const own = this.#container.savedQuota ?? { cpuQuota: cgroup.cpuQuota, cpuPeriod: cgroup.cpuPeriod };
    const whole = own.cpuQuota ?? this.#place.host.kernel.vcpus * own.cpuPeriod;
    this.#container.savedQuota = percent === 0 ? null : own;
    cgroup.cpuQuota = percent === 0 ? own.cpuQuota : Math.max(LEAST_QUOTA, Math.floor((whole * (100 - percent)) / 100));
    this.#place.run();
  }

  limitPageWrites(pagesPerSecond: number | null): void {
    if (pagesPerSecond !== null) throw new Error('The pages that a container writes cannot be limited.');
  }
}
