import type { Viewport } from '../../src/viewmodel/timeline/viewport.ts';

/** A lane of the picture, in pixels from the top. */
export interface LaneBox {
  readonly title: string;
  readonly top: number;
  readonly height: number;
}

type LaneName = 'phases' | 'machine' | 'rounds' | 'pending';

/** What a migration has to show besides what each has. */
export interface Extras {
  readonly downtimeParts: boolean;
  /** Title of the lane that tells how the guest is slowed down; null where it is not. */
  readonly throttle: string | null;
  readonly faults: boolean;
  readonly service: boolean;
  readonly mirror: boolean;
  readonly streams: boolean;
  readonly xbzrle: boolean;
}

/** Where everything goes, in pixels. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Left edge of time; lane titles stand before it, or above their lanes where it is 0. */
  readonly left: number;
  readonly right: number;
  readonly lanes: Readonly<Record<LaneName, LaneBox>>;
  /** Null where the guest is never slowed down. */
  readonly throttle: LaneBox | null;
  /** Null where the guest never waits for a page. */
  readonly faults: LaneBox | null;
  /** Null where the storage is shared. */
  readonly mirror: LaneBox | null;
  /** Null where all goes over one stream. */
  readonly streams: LaneBox | null;
  /** Null where XBZRLE is off. */
  readonly xbzrle: LaneBox | null;
  /** Null where the machine has no clients. */
  readonly service: LaneBox | null;
  readonly axisTop: number;
  /** Height of a block; a lane of two rows is two of them. */
  readonly blockHeight: number;
}

const axisHeight = 16;
const titleHeight = 15;
const gutter = 118;
const narrowWidth = 480;
const rightMargin = 10;

/** Sizes in pixels: for a panel with room, and for a low one, as the editor opens it on a small screen. */
const roomy = { gap: 5, block: 18, rounds: 50, leastCurve: 72, service: 44 };
const low = { gap: 2, block: 15, rounds: 34, leastCurve: 38, service: 30 };
const leastRoomyHeight = 205;

/** Lays the lanes out in a box. The picture is never lower than its lanes need. */
export function layOut(width: number, height: number, extras: Extras): Geometry {
  const { gap, block, rounds: roundsHeight, leastCurve, service: serviceHeight } = height < leastRoomyHeight ? low : roomy;
  const narrow = width < narrowWidth;
  const above = narrow ? titleHeight : 0;
  const left = narrow ? 4 : gutter;
  let top = 2;
  const lane = (title: string, laneHeight: number): LaneBox => {
    const box = { title, top: top + above, height: laneHeight };
    top = box.top + laneHeight + gap;
    return box;
  };
  const phases = lane('Phases', block);
  const mirror = extras.mirror ? lane('Disk', block) : null;
  const machine = lane('Machine', (extras.downtimeParts ? 2 : 1) * block);
  const throttle = extras.throttle === null ? null : lane(extras.throttle, block);
  const faults = extras.faults ? lane('Page requests', block) : null;
  const streams = extras.streams ? lane('Streams', block) : null;
  const rounds = lane('Rounds', roundsHeight);
  const xbzrle = extras.xbzrle ? lane('XBZRLE', block) : null;
  const below = extras.service ? serviceHeight + above + gap : 0;
  const rest = height - top - above - axisHeight - gap - below;
  const pending = lane('Pending', Math.max(leastCurve, rest));
  const service = extras.service ? lane('Service', serviceHeight) : null;
  const axisTop = top - gap;
  return {
    width,
    height: axisTop + axisHeight,
    left,
    right: Math.max(left + 20, width - rightMargin),
    throttle,
    faults,
    service,
    mirror,
    streams,
    xbzrle,
    lanes: { phases, machine, rounds, pending },
    axisTop,
    blockHeight: block,
  };
}

/** Pixel of a time. */
export function xOf(time: number, view: Viewport, { left, right }: Geometry): number {
  return left + ((time - view.from) / (view.to - view.from)) * (right - left);
}

/** Time of a pixel. */
export function timeAt(x: number, view: Viewport, { left, right }: Geometry): number {
  return view.from + ((x - left) / (right - left)) * (view.to - view.from);
}

/** Simulated nanoseconds that so many pixels are wide. */
export function timeOfPixels(pixels: number, view: Viewport, { left, right }: Geometry): number {
  return (pixels / (right - left)) * (view.to - view.from);
}
