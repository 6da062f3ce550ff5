import type { MigrationEvent } from '../../simulator/index.ts';
import type { MirrorSpan } from './mirror-lane.ts';
import type { Story } from './sentences.ts';
import { preciseBytes, preciseTime } from './units.ts';

/** How far the disk is mirrored: "64.0 MiB of 128 MiB copied, 50 %". */
function progressInWords({ dirtyBytes, totalBytes }: Pick<MirrorSpan, 'dirtyBytes' | 'totalBytes'>): string {
  const done = totalBytes - dirtyBytes;
  return `${preciseBytes(done)} of ${preciseBytes(totalBytes)} copied, ${Math.floor((100 * done) / totalBytes)} %`;
}

/** A stage as a short label. */
export function mirrorLabel(span: MirrorSpan): string {
  switch (span.stage) {
    case 'copy':
      return `copy: ${progressInWords(span)}`;
    case 'ready':
      return 'writes go to both sides';
    case 'last':
      return 'last blocks';
  }
}

/** The same in its forms from the longest to the shortest, of which the first that fits is shown. */
export function mirrorLabels(span: MirrorSpan): string[] {
  const { stage, dirtyBytes, totalBytes } = span;
  if (stage === 'last') return [mirrorLabel(span), 'last'];
  if (stage === 'ready') return [mirrorLabel(span), 'both sides'];
  return [mirrorLabel(span), `copied ${Math.floor((100 * (totalBytes - dirtyBytes)) / totalBytes)} %`, 'copy'];
}

/** A stage in one sentence. */
export function mirrorInWords(span: MirrorSpan, { end }: { readonly end: number }): string {
  const to = span.to ?? end;
  return `Disk, ${mirrorLabel(span)}: from ${preciseTime(span.from)} to ${preciseTime(to)}, ${preciseBytes(span.copiedBytes)} of blocks sent so far.`;
}

/** What a turn of the mirror is, in one sentence. */
export function mirrorSentence(event: Extract<MigrationEvent, { kind: 'migration.mirror' }>, { vm, to }: Story): string {
  const { stage, copiedBytes, dirtyBytes, totalBytes } = event;
  switch (stage) {
    case 'copy':
      return `Disk: ${progressInWords(event)}.`;
    case 'ready':
      return `The mirror is ready: ${preciseBytes(copiedBytes)} of blocks were sent for a disk of ${preciseBytes(totalBytes)}; from now on writes of ${vm} go to both sides.`;
    case 'last':
      return dirtyBytes === 0 ? 'No block of the disk is left to send.' : `The last ${preciseBytes(dirtyBytes)} of the disk go now.`;
    case 'done':
      return `The disk is whole on ${to}.`;
  }
}

/** Titles of the columns of the table of the mirror. */
export const MIRROR_COLUMNS = ['Disk', 'Began at', 'Took', 'Sent so far', 'Left'] as const;

/** The stages of the mirror as cells of table rows. */
export function mirrorRows(spans: readonly MirrorSpan[], end: number): string[][] {
  return spans.map((span) => [
    mirrorLabel(span), preciseTime(span.from), preciseTime((span.to ?? end) - span.from), preciseBytes(span.copiedBytes), preciseBytes(span.dirtyBytes),
  ]);
}
