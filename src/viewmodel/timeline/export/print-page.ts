import type { Nanoseconds } from '../../../simulator/index.ts';
import type { Timeline } from '../timeline.ts';

/** Width of the printed picture in pixels, and where time begins and ends in it. */
export const PAGE = { width: 1000, margin: 20, left: 112, right: 980 } as const;

/** Where things go on the printed page, in pixels from the top. */
export interface PrintPage {
  readonly timeline: Timeline;
  readonly headTop: number;
  readonly lanes: readonly PrintLane[];
  readonly curveTop: number;
  readonly curveHeight: number;
  readonly axisTop: number;
  readonly legendTop: number;
}

/** A lane of the printed page. */
export interface PrintLane {
  readonly name: 'Phases' | 'Disk' | 'Machine' | 'Throttle' | 'Dirty limit' | 'Page requests' | 'Streams' | 'XBZRLE' | 'Rounds' | 'Service';
  readonly top: number;
  readonly height: number;
}

const curveHeight = 230;

/** Lays the page out below a heading of this height. Lanes that a migration has nothing for are left out. */
export function layOutPage(timeline: Timeline, headHeight: number): PrintPage {
  const lanes: PrintLane[] = [];
  let top = PAGE.margin + headHeight;
  const lane = (name: PrintLane['name'], height: number, shown = true) => {
    if (!shown) return;
    lanes.push({ name, top, height });
    top += height + 8;
  };
  lane('Phases', 22);
  lane('Disk', 22, timeline.mirror.spans.length > 0);
  lane('Machine', 22);
  lane(timeline.throttle.title, 22, timeline.throttle.spans.length > 0);
  lane('Page requests', 30, timeline.faults.count > 0);
  lane('Streams', 22, timeline.streams.spans.length > 0);
  lane('Rounds', 64, timeline.rounds.spans.length > 0);
  lane('XBZRLE', 30, timeline.xbzrle.latest !== null);
  lane('Service', 56, timeline.service.count > 0);
  const axisTop = top + curveHeight;
  return { timeline, headTop: PAGE.margin, lanes, curveTop: top, curveHeight, axisTop, legendTop: axisTop + 56 };
}

/** Pixel of a time. */
export function xOf(time: Nanoseconds, { timeline }: PrintPage): number {
  return PAGE.left + (time / Math.max(1, timeline.end)) * (PAGE.right - PAGE.left);
}
