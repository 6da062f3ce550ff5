import type { Process } from '../machine/ports/effect.ts';
import { isZeroPage, type PageBatch } from '../memory/contents.ts';
import { PAGE_BYTES, type PageNumber } from '../memory/page.ts';
import type { MigrationRun } from './run.ts';
import { type WireSize, ZERO_PAGE_WIRE_BYTES } from './wire.ts';

/** A packet is 512 KiB of pages (QEMU, migration/multifd.h: MULTIFD_PACKET_SIZE). */
const PACKET_PAGES = 128;
/** MultiFDPacket_t: six fields of 4 bytes, the packet's number in 8, 32 bytes in reserve, and 256 for a name. */
const PACKET_FIELDS_BYTES = 6 * 4 + 8 + 32 + 256;
const OFFSET_BYTES = 8;
/** What goes before the pages: always with room for the offsets of 128, however many there are. */
export const PACKET_HEADER_BYTES = PACKET_FIELDS_BYTES + PACKET_PAGES * OFFSET_BYTES;
/** On the main stream, flags say that the channels are to be in step; a word of 64 bits (migration/ram.c). */
export const IN_STEP_WORD_BYTES = 8;

/** The packet that is being filled, and what each channel has carried so far. */
export class Packets {
  /** Bytes, channel by channel. */
  readonly channelBytes: number[];
  readonly #pages = new Uint32Array(PACKET_PAGES);
  #count = 0;

  constructor(channels: number) {
    this.channelBytes = new Array<number>(channels).fill(0);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Queues a page; returns whether the packet is full now. */
  add(page: PageNumber): boolean {
    this.#pages[this.#count++] = page;
    return this.#count === PACKET_PAGES;
  }

  /** Takes the pages out, for the next packet to begin. */
  close(): Uint32Array {
    const pages = this.#pages.slice(0, this.#count);
    this.#count = 0;
    return pages;
  }

  /** A channel has carried so many bytes more. */
  sent(channel: number, bytes: number): void {
    this.channelBytes[channel] = (this.channelBytes[channel] ?? 0) + bytes;
  }
}

/**
 * Multiple streams (QEMU 7.2, docs/devel/migration.rst and migration/multifd.c): zero pages go over the main stream as
 * ever, the others wait until 128 make a packet, which goes to the next channel that is free (multifd_send_pages).
 * What a page contains is read when its packet goes.
 */
export function* sendInPackets(run: MigrationRun, packets: Packets, pages: Uint32Array): Process<WireSize> {
  const batch = yield* run.ports.source.readPages(pages);
  const zero: PageNumber[] = [];
  const normal: PageNumber[] = [];
  pages.forEach((page, index) => (isZeroPage(batch.contents, index) ? zero : normal).push(page));
  const zeroBytes = zero.length * ZERO_PAGE_WIRE_BYTES;
  const size = { pages: pages.length, normalPages: normal.length, zeroPages: zero.length, bytes: zeroBytes };
  run.progress.sent(size);
  if (zero.length > 0) yield* run.ports.link.send({ kind: 'pages', batch: zeroBatch(batch, zero) }, zeroBytes);
  let bytes = zeroBytes;
  for (const page of normal) if (packets.add(page)) bytes += yield* sendPacket(run, packets);
  return { ...size, bytes };
}

/**
 * Sends what waits for its packet to be full, then puts the streams in step: every channel gets a packet without pages
 * that says so, and the main stream a word; what is sent after it is put in place after all that was sent before
 * (multifd_send_sync_main). Done before each look at the dirty log, since no page is sent twice between two of them;
 * QEMU 7.2 does it at the end of each iteration, QEMU 8.1 once a pass. Returns the bytes sent, 0 without channels.
 */
export function* putInStep(run: MigrationRun): Process<number> {
  const { packets, progress, ports } = run;
  if (packets === undefined) return 0;
  const before = progress.transferredBytes;
  if (!packets.isEmpty) yield* sendPacket(run, packets);
  const began = yield* ports.clock.now();
  for (let channel = 0; channel < packets.channelBytes.length; channel++) {
    yield* ports.link.sendOverChannel(channel, { kind: 'in-step' }, PACKET_HEADER_BYTES);
    packets.sent(channel, PACKET_HEADER_BYTES);
    progress.multifdSent(PACKET_HEADER_BYTES);
  }
  progress.wordSent(IN_STEP_WORD_BYTES);
  yield* ports.link.send({ kind: 'in-step' }, IN_STEP_WORD_BYTES);
  const waited = (yield* ports.clock.now()) - began;
  run.report({
    kind: 'migration.channels-in-step',
    mainBytes: progress.transferredBytes - progress.multifdBytes,
    channelBytes: [...packets.channelBytes],
    waited,
  });
  return progress.transferredBytes - before;
}

function* sendPacket({ ports, progress }: MigrationRun, packets: Packets): Process<number> {
  const batch = yield* ports.source.readPages(packets.close());
  const bytes = PACKET_HEADER_BYTES + batch.pages.length * PAGE_BYTES;
  const channel = yield* ports.link.sendPacket({ kind: 'pages', batch }, bytes);
  packets.sent(channel, bytes);
  progress.multifdSent(bytes);
  return bytes;
}

function zeroBatch({ contents }: PageBatch, zero: readonly PageNumber[]): PageBatch {
  const pages = Uint32Array.from(zero);
  if (contents.kind === 'bytes') return { pages, contents: { kind: 'bytes', data: new Uint8Array(pages.length * PAGE_BYTES) } };
  return { pages, contents: { kind: 'numbers', data: new Uint32Array(pages.length) } };
}
