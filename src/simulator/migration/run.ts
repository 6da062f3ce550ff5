import type { Process } from '../machine/ports/effect.ts';
import type { MigrationPorts } from '../machine/ports/migration-ports.ts';
import type { SpareArrays } from '../memory/spare-arrays.ts';
import type { MigrationReport } from './events.ts';
import { type Packets, sendInPackets } from './multifd.ts';
import type { MigrationParameters } from './parameters.ts';
import type { MigrationProgress } from './progress.ts';
import type { StorageMirror } from './storage-mirror.ts';
import type { StopRule } from './stop-rule.ts';
import { type WireSize, wireSize } from './wire.ts';
import type { XbzrleEncoder } from './xbzrle.ts';

/** What every strategy works on: the ports, the settings, the counters, and somebody who listens. */
export interface MigrationRun {
  readonly ports: MigrationPorts;
  readonly parameters: MigrationParameters;
  readonly progress: MigrationProgress;
  readonly report: (report: MigrationReport) => void;
  /** Whether the machine runs, and so is to run at the destination; a paused one arrives paused. */
  readonly wasRunning: boolean;
  /** Asked at every look: whether somebody wants post-copy from now on. Absent where nobody can. */
  readonly isPostCopyRequested?: () => boolean;
  /** Encodes pages that are sent again, or is absent where each goes as it is. */
  readonly encoder?: XbzrleEncoder;
  /** Where pages wait for a packet to be full, with several streams; absent where there is one. */
  readonly packets?: Packets;
  /** Arrays for the pages on their way; absent where somebody keeps what was sent. */
  readonly spares?: SpareArrays;
  /** Moves the machine's own disk; absent where the storage is shared. */
  readonly mirror?: StorageMirror;
  /** A rule of one's own, in place of the one that the parameters name. */
  readonly stopRule?: StopRule;
}

/** Reads these pages at the source and hands them to the link; counts them as they leave. */
export function* sendPages(run: MigrationRun, pages: Uint32Array): Process<WireSize> {
  if (run.packets !== undefined) return yield* sendInPackets(run, run.packets, pages);
  const batch = yield* run.ports.source.readPages(pages, run.spares);
  const { encoder, progress, spares } = run;
  const size = encoder?.encode(batch, progress.dirtySyncCount, progress.isPaused) ?? wireSize(batch);
  run.progress.sent(size);
  yield* run.ports.link.send({ kind: 'pages', batch, ...(spares && { spares }) }, size.bytes);
  return size;
}
