import { type Nanoseconds, transferTime } from '../kernel/time.ts';
import type { DeviceState } from '../machine/device-state.ts';
import type { Process } from '../machine/ports/effect.ts';
import type { MigrationPorts } from '../machine/ports/migration-ports.ts';
import { blockBytes } from '../memory/block.ts';
import type { PageBatch } from '../memory/contents.ts';
import { PAGE_BYTES } from '../memory/page.ts';
import { PendingPages } from '../migration/pending-pages.ts';
import { blocksWireBytes } from '../migration/storage-mirror.ts';
import { wireSize } from '../migration/wire.ts';
import type { ReplicationEnding, ReplicationReport } from './events.ts';
import type { ReplicationProgress } from './figures.ts';

/** So many pages or blocks go in one message; the size changes no outcome. */
const BATCH = 256;
/** The word that says that a checkpoint is whole. */
const COMMIT_BYTES = 8;

/** What a replication works on, and who listens. */
export interface ReplicationRun {
  readonly ports: MigrationPorts;
  /** From one checkpoint to the next, as long as the link keeps up. */
  readonly interval: Nanoseconds;
  /** How fast dirty pages are copied aside while the machine stands still. */
  readonly copyBytesPerSecond: number;
  /** Blocks of a disk that the replica needs a copy of; 0 where it has none, or storage is shared. */
  readonly blockCount: number;
  readonly progress: ReplicationProgress;
  /** The machine stands still at this checkpoint: what it said before is covered by it, what it says from now on is not. */
  readonly sealed: (checkpoint: number) => void;
  /** The replica has this checkpoint: what it covers may be known outside. */
  readonly confirmed: (checkpoint: number) => void;
  readonly report: (report: ReplicationReport) => void;
}

/** What goes to the replica with one checkpoint. */
interface Checkpoint {
  readonly pages: readonly PageBatch[];
  readonly blocks: readonly PageBatch[];
  readonly device: DeviceState;
  readonly dirtyPages: number;
  readonly dirtyBlocks: number;
}

/**
 * Replication by checkpoint (Cully et al., "Remus: High Availability via Asynchronous Virtual Machine Replication", NSDI
 * 2008): after a first copy of everything the machine is paused every so often, what it has written since is copied
 * aside, and it runs on while that crosses the link. The replica takes a checkpoint over only when all of it has come,
 * so it is at every moment exactly what the machine was at some pause. Output is held until then: outside nobody has
 * ever heard of anything that a failure could undo. Goes on until something fails; then the machine runs on unprotected.
 */
export function* replicate(run: ReplicationRun): Process<ReplicationEnding> {
  try {
    yield* firstCopy(run);
    for (let checkpoint = 1; ; checkpoint++) yield* checkpointAndWait(run, checkpoint);
  } catch (error) {
    yield* letMachineGo(run);
    const reason = error instanceof Error ? error.message : String(error);
    return { reason, figures: run.progress.figures(yield* run.ports.clock.now()) };
  }
}

/** All of memory and disk while the machine runs; what it writes meanwhile goes with the first checkpoint. */
function* firstCopy(run: ReplicationRun): Process<void> {
  const { source } = run.ports;
  yield* source.startDirtyLog();
  if (run.blockCount > 0) yield* source.startWriteLog();
  for (const pages = new PendingPages(source.pageCount); pages.count > 0; ) {
    yield* sendPages(run, yield* source.readPages(pages.take(BATCH)));
  }
  if (run.blockCount === 0) return;
  for (const blocks = new PendingPages(run.blockCount); blocks.count > 0; ) {
    yield* sendBlocks(run, yield* source.readBlocks(blocks.take(BATCH)));
  }
}

function* checkpointAndWait(run: ReplicationRun, number: number): Process<void> {
  const { source, clock, link } = run.ports;
  const began = yield* clock.now();
  yield* source.pause();
  const checkpoint = yield* copyAside(run);
  run.sealed(number);
  yield* source.resume();
  const resumed = yield* clock.now();

  const sentBefore = run.progress.sentBytes;
  for (const batch of checkpoint.pages) yield* sendPages(run, batch);
  for (const batch of checkpoint.blocks) yield* sendBlocks(run, batch);
  yield* send(run, () => link.send({ kind: 'device-state', state: checkpoint.device }, checkpoint.device.length), checkpoint.device.length);
  yield* send(run, () => link.send({ kind: 'checkpoint', checkpoint: number }, COMMIT_BYTES), COMMIT_BYTES);
  yield* link.flush();

  const now = yield* clock.now();
  const { dirtyPages, dirtyBlocks } = checkpoint;
  const [pause, latency] = [resumed - began, now - began];
  run.progress.confirmed(now, pause, latency, dirtyPages);
  run.confirmed(number);
  const bytes = run.progress.sentBytes - sentBefore;
  run.report({ kind: 'replication.checkpoint', checkpoint: number, dirtyPages, dirtyBlocks, bytes, pause, latency });
  if (now - began < run.interval) yield* clock.wait(run.interval - (now - began));
}

/** Copies what has been written while the machine stands still; how much that is makes the length of the pause. */
function* copyAside({ ports, blockCount, copyBytesPerSecond }: ReplicationRun): Process<Checkpoint> {
  const { source, clock } = ports;
  const dirty = (yield* source.collectDirtyLog()).pages();
  const written = blockCount === 0 ? new Uint32Array(0) : (yield* source.collectWriteLog()).pages();
  const pages: PageBatch[] = [];
  for (let first = 0; first < dirty.length; first += BATCH) pages.push(yield* source.readPages(dirty.slice(first, first + BATCH)));
  const blocks: PageBatch[] = [];
  for (let first = 0; first < written.length; first += BATCH) blocks.push(yield* source.readBlocks(written.slice(first, first + BATCH)));
  const device = yield* source.saveDeviceState();
  const blockSize = blocks[0] === undefined ? 0 : blockBytes(blocks[0].contents.kind);
  const bytes = dirty.length * PAGE_BYTES + written.length * blockSize + device.length;
  yield* clock.wait(transferTime(bytes, copyBytesPerSecond));
  return { pages, blocks, device, dirtyPages: dirty.length, dirtyBlocks: written.length };
}

function* sendPages(run: ReplicationRun, batch: PageBatch): Process<void> {
  const { bytes } = wireSize(batch);
  yield* send(run, () => run.ports.link.send({ kind: 'pages', batch }, bytes), bytes);
}

function* sendBlocks(run: ReplicationRun, batch: PageBatch): Process<void> {
  const bytes = blocksWireBytes(batch);
  yield* send(run, () => run.ports.link.send({ kind: 'blocks', batch }, bytes), bytes);
}

function* send({ progress }: ReplicationRun, over: () => Process<void>, bytes: number): Process<void> {
  progress.sent(bytes);
  yield* over();
}

/** Nothing is logged any more, and the machine is not left standing in a checkpoint. */
function* letMachineGo({ ports, blockCount }: ReplicationRun): Process<void> {
  if (blockCount > 0) yield* ports.source.stopWriteLog();
  yield* ports.source.stopDirtyLog();
  yield* ports.source.resume();
}
