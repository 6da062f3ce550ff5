import type { EventQueue } from '../kernel/event-queue.ts';
import { hexadecimal, hashOfMemory } from '../memory/hash.ts';
import { mix } from '../kernel/random.ts';
import type { Nanoseconds } from '../kernel/time.ts';
import type { SpareArrays } from '../memory/spare-arrays.ts';
import type { PageBatch } from '../memory/contents.ts';
import { GuestMemory } from '../memory/guest-memory.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import { CountedDevice } from '../storage/counted-device.ts';
import { DiskImage } from '../storage/disk-image.ts';
import { MEASURED_COSTS, type MachineCosts } from './costs.ts';
import type { DeviceState } from './device-state.ts';
import type { Disk } from './disk.ts';
import type { GuestProgram } from './guest.ts';
import type { DiskState } from './disk-state.ts';
import type { FaultListener } from './faulting-guest.ts';
import { GuestClock } from './guest-clock.ts';
import type { MigrationDestination } from './migration-destination.ts';
import type { MigrationSource } from './migration-source.ts';
import { PostCopyGuest } from './post-copy-guest.ts';
import { VirtualCpu } from './virtual-cpu.ts';
import type { WriteProtection } from './write-protection.ts';

/**
 * The model of a virtual machine: memory, one vCPU, a guest program. The guest is not stepped by events; whoever looks
 * at the machine first lets it catch up with the clock, and how often somebody looks changes nothing.
 */
export class ModelMachine implements MigrationSource, MigrationDestination {
  readonly guest: GuestProgram;
  readonly memory: GuestMemory;
  readonly vcpu = new VirtualCpu();
  readonly costs: MachineCosts;
  readonly #world: Pick<EventQueue, 'now'>;
  readonly #guestClock: GuestClock;
  /** Its own disk; null where its disk is on shared storage. */
  disk: Disk | null = null;
  /** Which pages nobody may write until they are released; null while there is none. */
  protection: WriteProtection | null = null;
  #running = false;
  #pageWriteLimit: number | null = null;
  /** Up to when the guest has caught up with the world. */
  #caughtUp: Nanoseconds;

  constructor(
    world: Pick<EventQueue, 'now'>,
    guest: GuestProgram,
    pageCount: number,
    costs: MachineCosts = MEASURED_COSTS,
  ) {
    this.#world = world;
    this.#caughtUp = world.now;
    this.guest = guest;
    this.costs = costs;
    this.#guestClock = new GuestClock(this.vcpu, guest.stepsPerSecond, costs.throttleOverheadPercent);
    this.memory = new GuestMemory(new PageTable(guest.contentKind, pageCount));
  }

  get pageCount(): number {
    return this.memory.table.pageCount;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  get throttlePercent(): number {
    return this.#guestClock.throttlePercent;
  }

  /** Page writes a second that the guest may make; null where it may make as many as it can. */
  get pageWriteLimit(): number | null {
    return this.#pageWriteLimit;
  }

  /** Steps a second that the guest makes now. */
  get stepsPerSecond(): number {
    return this.#running ? (this.guest.stepsPerSecond * this.#guestClock.runningPercent) / 100 : 0;
  }

  pause(): void {
    this.catchUp();
    this.#running = false;
  }

  resume(): void {
    this.catchUp();
    this.#running = true;
  }

  setThrottle(percent: number): void {
    this.catchUp();
    this.#guestClock.throttle(percent);
  }

  /** Bounds the page writes that the guest makes in a second; one that does not write is not slowed. */
  limitPageWrites(pagesPerSecond: number | null): void {
    this.catchUp();
    this.#pageWriteLimit = pagesPerSecond;
    const { pageWritesPerStep = 1 } = this.guest;
    const isFree = pagesPerSecond === null || pageWritesPerStep === 0;
    this.#guestClock.limitStepRate(isFree ? null : Math.max(1, Math.floor(pagesPerSecond / pageWritesPerStep)));
  }

  startDirtyLog(): void {
    this.catchUp();
    this.memory.startDirtyLog();
  }

  stopDirtyLog(): void {
    this.catchUp();
    this.memory.stopDirtyLog();
  }

  collectDirtyLog(): PageBitmap {
    this.catchUp();
    return this.memory.collectDirtyLog();
  }

  readPages(pages: Uint32Array, spares?: SpareArrays): PageBatch {
    this.catchUp();
    const batch = this.memory.table.read(pages, spares);
    const { changedWordsPerWrite } = this.guest;
    if (changedWordsPerWrite === undefined || batch.contents.kind === 'bytes') return batch;
    return { pages, contents: { ...batch.contents, changedWordsPerWrite } };
  }

  /** Puts pages in place that come from outside; they are not the guest's writes, so the dirty log does not see them. */
  writePages(batch: PageBatch): void {
    this.memory.table.write(batch);
  }

  startWriteLog(): void {
    this.catchUp();
    this.#ownDisk().blocks.startDirtyLog();
  }

  stopWriteLog(): void {
    this.catchUp();
    this.#ownDisk().blocks.stopDirtyLog();
  }

  collectWriteLog(): PageBitmap {
    this.catchUp();
    return this.#ownDisk().blocks.collectDirtyLog();
  }

  readBlocks(blocks: Uint32Array): PageBatch {
    this.catchUp();
    return this.#ownDisk().blocks.table.read(blocks);
  }

  /** Puts blocks in place that come from outside; the write log does not see them. */
  writeBlocks(batch: PageBatch): void {
    this.#ownDisk().put(batch);
  }

  #ownDisk(): Disk {
    if (this.disk === null) throw new Error('This machine has no disk of its own: there is nothing to mirror.');
    return this.disk;
  }

  saveDeviceState(): DeviceState {
    if (this.#running) throw new Error('The device state can be saved only while the machine is paused.');
    return this.vcpu.save(this.costs.deviceStateBytes);
  }

  loadDeviceState(state: DeviceState): void {
    if (this.#running) throw new Error('A device state can be loaded only while the machine is paused.');
    this.vcpu.load(state);
  }

  captureMemory(): PageTableImage {
    this.catchUp();
    return this.memory.table.capture();
  }

  restoreMemory(image: PageTableImage): void {
    if (this.#running) throw new Error('Memory can be restored only while the machine is paused.');
    this.memory.table.restore(image);
  }

  /** Freezes the disk as it is now, and goes on with an overlay on it; null where the machine has no disk of its own. */
  captureDisk(): DiskImage | null {
    this.catchUp();
    return this.disk?.freeze() ?? null;
  }

  /** An image of the disk as it is now that needs no other; the disk goes on as it was. */
  copyDisk(): DiskImage | null {
    this.catchUp();
    return this.disk?.copy() ?? null;
  }

  /** The guest writes to its disk what it has only in memory. Returns how many bytes that was. */
  quiesce(): number {
    this.catchUp();
    const disk = this.disk?.device ?? null;
    if (disk === null || this.guest.quiesce === undefined) return 0;
    const counted = new CountedDevice(disk);
    this.guest.quiesce(this.vcpu.registers, this.memory, counted);
    return counted.writtenBytes;
  }

  /** Goes on with a new overlay on a captured disk; with null the disk stays as it is. */
  restoreDisk(state: DiskState | null): void {
    if (this.#running) throw new Error('A disk can be restored only while the machine is paused.');
    if (state === null) return;
    if (!(state instanceof DiskImage)) throw new Error('This disk was captured of another kind of machine.');
    this.#ownDisk().goOnFrom(state);
  }

  runWithout(queue: EventQueue, missing: PageBitmap, listener: FaultListener): PostCopyGuest {
    return new PostCopyGuest(queue, this, missing, listener);
  }

  /** Hash of memory and vCPU: equal if and only if, but for collisions, two machines are in the same state. */
  stateHash(): string {
    this.catchUp();
    let hash = 0;
    for (const byte of this.vcpu.save(0)) hash = mix(hash ^ byte) + 1;
    const disk = this.disk === null ? '' : hashOfMemory(this.disk.blocks.table);
    return hashOfMemory(this.memory.table) + hexadecimal(hash) + disk;
  }

  /** Lets the guest go up to this many steps in all; time that it spends waiting there is lost to it. */
  letRun(stepLimit: number): void {
    this.catchUp();
    this.#guestClock.limitSteps(stepLimit);
  }

  /** When the guest, running undisturbed and unthrottled, makes this step, counted from its start. */
  timeOfStep(step: number): Nanoseconds {
    return this.#caughtUp + this.#guestClock.timeUntilStep(step);
  }

  /** Lets the guest do what it has had time for since it was last looked at. */
  catchUp(): void {
    const elapsed = this.#world.now - this.#caughtUp;
    this.#caughtUp = this.#world.now;
    if (!this.#running || elapsed === 0) return;
    const steps = this.#guestClock.advance(elapsed);
    this.disk?.catchUp(this.vcpu);
    if (steps <= 0) return;
    this.guest.run(steps, this.vcpu.registers, this.memory, this.disk?.device ?? null);
    this.vcpu.steps += steps;
  }
}
