import type { Completion } from '../../kernel/process.ts';
import type { Appointment, EventQueue } from '../../kernel/event-queue.ts';
import type { Nanoseconds } from '../../kernel/time.ts';
import { firstPages, isZeroPage, type PageBatch, type PageContents } from '../../memory/contents.ts';
import { PageTable } from '../../memory/page-table.ts';
import { type FaultListener, FaultingGuest } from '../faulting-guest.ts';
import type { FileContent, FileEffect, FileMessage } from '../ports/snapshot-file.ts';
import type { SharedStorage, Write } from '../shared-storage.ts';
import type { ModelMachine } from '../model-machine.ts';
import type { DeviceState } from '../device-state.ts';
import { WriteProtection } from '../write-protection.ts';

/** Bytes that a page takes in the file: QEMU's page header and the page, or one byte for a page of zeros. */
export interface PageSizes {
  readonly normal: number;
  readonly zero: number;
}

interface PageWrite {
  readonly batch: PageBatch;
  readonly bytes: number;
  readonly write: Write;
  readonly completion: Completion;
  appointment: Appointment;
}

/** A file that is being written while the machine runs with its memory write-protected. */
export class VirtualFile {
  readonly #queue: EventQueue;
  readonly #machine: ModelMachine;
  readonly #storage: SharedStorage;
  readonly #sizes: PageSizes;
  readonly #listener: FaultListener;
  readonly #memory: PageTable;
  #device: DeviceState = new Uint8Array(0);
  #bytes = 0;
  /** Room for the write under way. */
  #reserved = 0;
  #guest: FaultingGuest | null = null;
  #underWay: PageWrite | null = null;

  constructor(queue: EventQueue, machine: ModelMachine, storage: SharedStorage, sizes: PageSizes, listener: FaultListener) {
    this.#queue = queue;
    this.#machine = machine;
    this.#storage = storage;
    this.#sizes = sizes;
    this.#listener = listener;
    this.#memory = new PageTable(machine.memory.table.kind, machine.pageCount);
  }

  /** Room that it takes on the storage, that of the write under way included. */
  get roomTaken(): number {
    return this.#bytes + this.#reserved;
  }

  /** Write-protects all of the machine's memory. */
  protect(): void {
    const protection = new WriteProtection(this.#machine.pageCount, () => {
      this.#hurry();
    });
    this.#machine.protection = protection;
    this.#guest = new FaultingGuest(this.#queue, this.#machine, protection, {
      onFault: (page) => {
        this.#listener.onFault(page);
        protection.want(page);
      },
      onArrival: (page, blocked) => {
        this.#listener.onArrival(page, blocked);
      },
    });
  }

  /** The machine starts to run. */
  resumed(): void {
    this.#guest?.resumed();
  }

  /** These pages may be written; whoever waits for one goes on when the fault has been dealt with. */
  release(pages: Uint32Array): void {
    this.#machine.catchUp();
    this.#machine.protection?.release(pages);
    this.#goOn();
  }

  /** All pages may be written, and nobody waits for one any more. */
  releaseAll(): void {
    this.#machine.catchUp();
    this.#machine.protection?.releaseAll();
    this.#machine.protection = null;
    this.#guest?.released();
    this.#guest = null;
  }

  perform(effect: FileEffect, completion: Completion): (() => void) | undefined {
    switch (effect.kind) {
      case 'write-file':
        return this.#write(effect.message, effect.bytes, completion);
      case 'close-file':
        completion.succeed(this.#content());
        return undefined;
      case 'delete-file':
        this.#storage.giveBack(this.#bytes);
        this.#bytes = 0;
        completion.succeed();
        return undefined;
    }
  }

  #goOn(): void {
    const guest = this.#guest;
    const awaited = guest?.awaitedPage ?? null;
    if (guest === null || this.#machine.protection === null) return;
    if (awaited === null || this.#machine.protection.has(awaited)) return guest.released();
    this.#queue.after(this.#machine.costs.writeFault, () => {
      if (this.#guest !== guest) return;
      this.#machine.catchUp();
      guest.released();
    });
  }

  #write(message: FileMessage, bytes: number, completion: Completion): (() => void) | undefined {
    let write: Write;
    try {
      write = this.#storage.begin(bytes, this.#queue.now);
      this.#reserved = bytes;
    } catch (error) {
      completion.fail(error as Error);
      return undefined;
    }
    if (message.kind === 'pages') return this.#writePages(message.batch, bytes, write, completion);
    const appointment = this.#queue.at(write.ends, () => {
      this.#device = message.state;
      this.#reserved = 0;
      this.#bytes += bytes;
      completion.succeed();
    });
    return () => {
      appointment.cancel();
      this.#reserved = 0;
      this.#storage.giveBack(bytes);
    };
  }

  #writePages(batch: PageBatch, bytes: number, write: Write, completion: Completion): () => void {
    const underWay: PageWrite = { batch, bytes, write, completion, appointment: this.#planEnd(write.ends, batch.pages.length) };
    this.#underWay = underWay;
    return () => {
      underWay.appointment.cancel();
      this.#underWay = null;
      this.#reserved = 0;
      this.#storage.endedEarly(write, this.#queue.now);
      this.#storage.giveBack(bytes);
    };
  }

  #planEnd(time: Nanoseconds, count: number): Appointment {
    return this.#queue.at(time, () => {
      this.#written(count);
    });
  }

  /** Somebody waits for a page: the write under way ends with the page that is being written. */
  #hurry(): void {
    const underWay = this.#underWay;
    if (underWay === null) return;
    const { count, time } = this.#pageBeingWritten(underWay);
    if (count === underWay.batch.pages.length) return;
    underWay.appointment.cancel();
    underWay.appointment = this.#planEnd(time, count);
    this.#storage.endedEarly(underWay.write, time);
  }

  /** How many pages will have been written with the present one, and when that will be. */
  #pageBeingWritten({ batch, write }: PageWrite): { readonly count: number; readonly time: Nanoseconds } {
    const { length } = batch.pages;
    let bytes = 0;
    for (let index = 0; index < length; index++) {
      bytes += this.#sizeOf(batch.contents, index);
      const time = write.begins + this.#storage.timeFor(bytes);
      if (time > this.#queue.now) return { count: index + 1, time };
    }
    return { count: length, time: write.ends };
  }

  #sizeOf(contents: PageContents, index: number): number {
    return isZeroPage(contents, index) ? this.#sizes.zero : this.#sizes.normal;
  }

  #written(count: number): void {
    const underWay = this.#underWay;
    if (underWay === null) return;
    this.#underWay = null;
    const { batch, bytes, completion } = underWay;
    const part = firstPages(batch, count);
    let written = 0;
    for (let index = 0; index < count; index++) written += this.#sizeOf(part.contents, index);
    this.#reserved = 0;
    this.#storage.giveBack(bytes - written);
    this.#bytes += written;
    this.#memory.write(part);
    completion.succeed(count);
  }

  #content(): FileContent {
    return { memory: this.#memory.capture(), device: this.#device, bytes: this.#bytes };
  }
}
