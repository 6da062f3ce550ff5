import { type Bar, toTenth } from '../pixels.ts';
import type { SnapshotRun } from './snapshot-run.ts';
import { shareOfBytes } from './snapshot-scale.ts';

/** Where a snapshot lies in its lane: `x` from a time, `top` and `bottom` of the bar, and the bytes that fill it. */
export interface SnapshotPlace {
  readonly x: (time: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly most: number;
}

/** The time in which the VM stood still. */
export function pauseBar(run: SnapshotRun, { x, top, bottom }: SnapshotPlace): Bar {
  return { x: x(0), y: top, width: Math.max(2, x(run.pause ?? run.end) - x(0)), height: bottom - top };
}

/** The time in which pages go to the file, as a frame, and how far they are saved; null for other methods. */
export function savingBars(run: SnapshotRun, { x, top, bottom }: SnapshotPlace): { readonly frame: Bar; readonly saved: Bar } | null {
  if (run.method !== 'background' || run.pause === null) return null;
  const last = run.saving.at(-1);
  const share = last ? last.savedPages / Math.max(1, last.savedPages + last.remainingPages) : 0;
  const left = x(run.pause);
  const frame = { x: left, y: top, width: Math.max(1, x(run.took ?? run.end) - left), height: bottom - top };
  return { frame, saved: { ...frame, y: top + frame.height * (1 - share), height: frame.height * share } };
}

/** A line upwards for each look at which the guest had waited for pages since the one before: the higher, the longer. */
export function faultLines({ saving }: SnapshotRun, { x, top, bottom }: SnapshotPlace): readonly { readonly time: number; readonly x: number; readonly y: number }[] {
  const looks = saving.map((sample, index) => ({ time: sample.time, waited: sample.blocked - (saving[index - 1]?.blocked ?? 0) }));
  const longest = Math.max(1, ...looks.map(({ waited }) => waited));
  return looks.filter(({ waited }) => waited > 0).map(({ time, waited }) => ({ time, x: x(time), y: bottom - (bottom - top) * (waited / longest) }));
}

/** What was copied since, as steps by their logarithm: a page is just seen, and all of memory fills the lane. */
export function copyPath({ copies, pause, end }: SnapshotRun, { x, top, bottom, most }: SnapshotPlace): string {
  if (copies.length === 0) return '';
  const steps = copies.map(({ time, copiedBytes }) => {
    const height = shareOfBytes(copiedBytes, most) * (bottom - top);
    return `H${x(time)}V${toTenth(bottom - height)}`;
  });
  return `M${x(pause ?? end)},${bottom}${steps.join('')}V${bottom}Z`;
}
