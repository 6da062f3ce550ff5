import type { MigrationEvent, Nanoseconds } from '../../simulator/index.ts';
import { closeLast, type Span } from './spans.ts';

type MirrorEvent = Extract<MigrationEvent, { kind: 'migration.mirror' }>;

/** A stage of the mirror with the latest that is known of it: the bulk copy, writes that go to both sides, the last blocks. */
export interface MirrorSpan extends Span {
  readonly stage: 'copy' | 'ready' | 'last';
  readonly copiedBytes: number;
  readonly dirtyBytes: number;
  readonly totalBytes: number;
}

/** How the machine's own disk is mirrored, stage by stage. Empty where the storage is shared. */
export class MirrorLane {
  readonly #spans: MirrorSpan[] = [];

  get spans(): readonly MirrorSpan[] {
    return this.#spans;
  }

  hear({ stage, copiedBytes, dirtyBytes, totalBytes }: MirrorEvent, time: Nanoseconds): void {
    const known = { copiedBytes, dirtyBytes, totalBytes };
    const last = this.#spans.at(-1);
    if (last) this.#spans[this.#spans.length - 1] = { ...last, ...known };
    if (last?.stage === stage) return;
    this.end(time);
    if (stage !== 'done') this.#spans.push({ stage, from: time, to: null, ...known });
  }

  /** Closes the stage that lasts. */
  end(time: Nanoseconds): void {
    closeLast(this.#spans, time);
  }
}
