import type { Process } from '../machine/ports/effect.ts';
import { type ContentKind, countZeroPages, type PageBatch } from '../memory/contents.ts';
import { blockBytes } from '../memory/block.ts';
import { PendingPages } from './pending-pages.ts';
import { WINDOW } from './rate-limit.ts';
import type { MigrationRun } from './run.ts';

/** A request of the Network Block Device protocol has so many bytes before its data (NBD, doc/proto.md: request message). */
const REQUEST_BYTES = 28;
/** So much is under way at a time (QEMU, block/mirror.c: MAX_IN_FLIGHT, 16 of 64 KiB); with no more left the mirror is ready. */
const BYTES_IN_FLIGHT = 1_048_576;

/** What a batch of blocks is on the wire; a block of zeros is a request without data (NBD_CMD_WRITE_ZEROES). */
export function blocksWireBytes(batch: PageBatch): number {
  const zeroBlocks = countZeroPages(batch);
  return batch.pages.length * REQUEST_BYTES + (batch.pages.length - zeroBlocks) * blockBytes(batch.contents.kind);
}

/**
 * Storage migration, for a VM whose disk is its own (QEMU, drive-mirror and blockdev-mirror with sync=full): all blocks
 * are copied while the guest runs, then those that it wrote meanwhile, which a write log tells, until few enough are
 * left. From then on the mirror is ready: what the guest writes goes to both sides while memory moves, and what is
 * left goes in the pause. Until the destination runs the source's disk is whole, and nothing is lost by giving up.
 */
export class StorageMirror {
  readonly #pending: PendingPages;
  readonly #blockBytes: number;
  readonly #blocksInFlight: number;
  readonly #totalBytes: number;
  #copiedBytes = 0;

  constructor(blockCount: number, contents: ContentKind) {
    this.#blockBytes = blockBytes(contents);
    this.#blocksInFlight = BYTES_IN_FLIGHT / this.#blockBytes;
    this.#pending = new PendingPages(blockCount);
    this.#totalBytes = blockCount * this.#blockBytes;
  }

  /** The bulk copy and what follows it, until the mirror is ready. */
  *copy(run: MigrationRun): Process<void> {
    const { source, clock } = run.ports;
    run.report({ kind: 'migration.phase', phase: 'mirror' });
    yield* source.startWriteLog();
    this.#tell(run, 'copy');
    let told = yield* clock.now();
    do {
      while (this.#pending.count > 0) {
        yield* this.#send(run);
        const now = yield* clock.now();
        if (now - told < WINDOW) continue;
        told = now;
        this.#tell(run, 'copy');
      }
      this.#pending.add(yield* source.collectWriteLog());
    } while (this.#pending.count > this.#blocksInFlight);
    this.#tell(run, 'ready');
    run.progress.mirrored(yield* clock.now());
  }

  /** Sends what the guest has written since the last time, while memory moves. */
  *follow(run: MigrationRun): Process<void> {
    this.#pending.add(yield* run.ports.source.collectWriteLog());
    while (this.#pending.count > 0) yield* this.#send(run);
  }

  /** Sends the last blocks of a machine that stands still. */
  *finish(run: MigrationRun): Process<void> {
    this.#pending.add(yield* run.ports.source.collectWriteLog());
    this.#tell(run, 'last');
    while (this.#pending.count > 0) yield* this.#send(run);
    yield* run.ports.source.stopWriteLog();
    this.#tell(run, 'done');
  }

  *#send({ ports }: MigrationRun): Process<void> {
    const batch = yield* ports.source.readBlocks(this.#pending.take(this.#blocksInFlight));
    yield* ports.link.send({ kind: 'blocks', batch }, blocksWireBytes(batch));
    this.#copiedBytes += batch.pages.length * this.#blockBytes;
  }

  #tell(run: MigrationRun, stage: 'copy' | 'ready' | 'last' | 'done'): void {
    const dirtyBytes = this.#pending.count * this.#blockBytes;
    run.report({ kind: 'migration.mirror', stage, copiedBytes: this.#copiedBytes, dirtyBytes, totalBytes: this.#totalBytes });
  }
}
