import type { ByteScaleKind } from '../../src/viewmodel/timeline/scale.ts';
import type { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import type { Viewport } from '../../src/viewmodel/timeline/viewport.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { type Geometry, xOf } from './geometry.ts';

/** All that one drawing of the picture is made from. */
export interface Frame {
  readonly timeline: Timeline;
  readonly view: Viewport;
  readonly geometry: Geometry;
  readonly scale: ByteScaleKind;
  /** What the byte axis reaches up to: the most that is in sight, so that the end can be seen as well as the beginning. */
  readonly highestBytes: number;
}

/** Left edge and width of a stretch of time, cut at the edges of the picture; at least a hair wide. */
export function extent(from: number, to: number, { view, geometry }: Frame): { readonly x: number; readonly width: number } {
  const x = Math.max(geometry.left, xOf(from, view, geometry));
  const end = Math.min(geometry.right, xOf(to, view, geometry));
  return { x: toTenth(Math.min(x, geometry.right - 2)), width: toTenth(Math.max(2, end - x)) };
}

/** Whether a text of the usual size fits into so many pixels. */
export function fits(text: string, width: number): boolean {
  return text.length * 6.1 + 6 <= width;
}
