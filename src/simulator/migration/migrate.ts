import type { Process } from '../machine/ports/effect.ts';
import { SpareArrays } from '../memory/spare-arrays.ts';
import type { DowntimeBreakdown, MigrationEnding, MigrationFigures } from './events.ts';
import { letGuestGo } from './dirty-limit.ts';
import type { MigrationStrategy } from './parameters.ts';
import { hybrid } from './hybrid.ts';
import { Packets } from './multifd.ts';
import { preCopy } from './pre-copy.ts';
import type { MigrationRun } from './run.ts';
import { purePostCopy } from './post-copy.ts';
import { stopAndCopy } from './stop-and-copy.ts';
import { XbzrleEncoder } from './xbzrle.ts';

/** Thrown at the `yield*` where a migration is when it is cancelled. */
export class MigrationCancelled extends Error {
  override readonly name = 'MigrationCancelled';
}

const MECHANISMS: Record<MigrationStrategy, (run: MigrationRun) => Process<DowntimeBreakdown>> = {
  'stop-and-copy': stopAndCopy,
  'pre-copy': preCopy,
  'post-copy': purePostCopy,
  hybrid,
};

/**
 * A whole migration, whatever becomes of it. As long as the destination does not run, any failure is undone by letting
 * the source go on: it has lost nothing but time. In pre-copy that is until everything has arrived. In post-copy the
 * destination runs before, and from then on each side holds a part that the other lacks: losing either loses the machine.
 */
export function* migrate(plan: MigrationRun): Process<MigrationEnding> {
  const run = withFeatures(plan);
  try {
    if (run.mirror) yield* run.mirror.copy(run);
    const downtimeBreakdown = yield* MECHANISMS[run.parameters.strategy](run);
    return { kind: 'migration.completed', figures: yield* figuresOf(run), downtimeBreakdown };
  } catch (error) {
    if (!run.progress.isHandedOver) yield* letSourceGoOn(run);
    const figures = yield* figuresOf(run);
    if (error instanceof MigrationCancelled) return { kind: 'migration.cancelled', figures };
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'migration.failed', reason, figures };
  }
}

function withFeatures(plan: MigrationRun): MigrationRun {
  const { xbzrleCacheBytes, multifdChannels } = plan.parameters;
  if (multifdChannels > 0) return withChannels(plan, multifdChannels);
  return xbzrleCacheBytes > 0 ? withXbzrle(plan) : { ...plan, spares: new SpareArrays() };
}

function withChannels(plan: MigrationRun, channels: number): MigrationRun {
  plan.progress.usesChannels();
  return { ...plan, packets: new Packets(channels) };
}

function withXbzrle(plan: MigrationRun): MigrationRun {
  const encoder = new XbzrleEncoder(plan.parameters.xbzrleCacheBytes);
  plan.progress.encodesWith(encoder);
  return { ...plan, encoder };
}

function* figuresOf({ ports, progress }: MigrationRun): Process<MigrationFigures> {
  return progress.figures(yield* ports.clock.now());
}

function* letSourceGoOn(run: MigrationRun): Process<void> {
  const { ports, wasRunning, mirror } = run;
  if (mirror) yield* ports.source.stopWriteLog();
  yield* ports.source.stopDirtyLog();
  yield* letGuestGo(run);
  if (wasRunning) yield* ports.source.resume();
}
