import type { Nanoseconds } from '../../simulator/index.ts';

/** The stretch of time that is in sight, from the start of the migration. */
export interface Viewport {
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
}

/** No closer than this, so that labels stay apart. */
const NARROWEST_VIEW: Nanoseconds = 10_000;

/** Everything up to the end, never empty. */
export function wholeView(end: Nanoseconds): Viewport {
  return { from: 0, to: Math.max(end, NARROWEST_VIEW) };
}

/** Zooms about a time that stays where it is; a factor below 1 comes closer. */
export function zoomed(view: Viewport, factor: number, about: Nanoseconds, end: Nanoseconds): Viewport {
  const span = view.to - view.from;
  const share = (about - view.from) / span;
  const newSpan = Math.max(span * factor, NARROWEST_VIEW);
  return within(about - newSpan * share, newSpan, end);
}

/** Moves sideways by a share of what is in sight. */
export function panned(view: Viewport, share: number, end: Nanoseconds): Viewport {
  const span = view.to - view.from;
  return within(view.from + span * share, span, end);
}

/** A stretch with room at both sides. */
export function around(from: Nanoseconds, to: Nanoseconds, end: Nanoseconds): Viewport {
  const span = Math.max(to - from, NARROWEST_VIEW / 2);
  return within(from - span * 0.15, span * 1.3, end);
}

/** The least move that brings a time into sight; the same view where it is. */
export function showing(view: Viewport, time: Nanoseconds, end: Nanoseconds): Viewport {
  if (time >= view.from && time <= view.to) return view;
  const span = view.to - view.from;
  return within(time - span / 2, span, end);
}

/** A view that shows the whole follows a growing migration. */
export function isWhole(view: Viewport, end: Nanoseconds): boolean {
  const whole = wholeView(end);
  return view.from <= whole.from && view.to >= whole.to;
}

function within(from: Nanoseconds, span: Nanoseconds, end: Nanoseconds): Viewport {
  const whole = wholeView(end);
  if (span >= whole.to) return whole;
  const start = Math.min(Math.max(0, from), whole.to - span);
  return { from: start, to: start + span };
}
