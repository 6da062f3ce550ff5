import { sampleInWords } from '../../src/viewmodel/timeline/lane-words.ts';
import { createCurve, type CurveParts, drawCurve, yOf } from './curve.ts';
import { reconcile, set, setText, svg } from './dom.ts';
import type { Frame } from './frame.ts';
import { type Geometry, type LaneBox, xOf } from './geometry.ts';
import { drawFaults } from './faults.ts';
import { drawMachine, drawMirror, drawPhases, drawRounds, drawStreams, drawThrottle } from './lanes.ts';
import { drawMarks } from './marks.ts';
import { patterns } from './patterns.ts';
import { drawService, serviceGroup } from './service.ts';
import { drawXbzrle } from './xbzrle.ts';

/** The drawing of a migration: lanes above a curve, all on one axis of simulated time. */
export class Picture {
  readonly element = svg('svg', { class: 'picture', role: 'group', 'aria-label': 'Picture of the migration' });
  readonly #titles = svg('g', { class: 'lane-titles', 'aria-hidden': 'true' });
  readonly #curveGroup = svg('g', { class: 'curve', 'aria-hidden': 'true' });
  readonly #phases = laneGroup('Phases');
  readonly #mirror = laneGroup('Disk');
  readonly #machine = laneGroup('Machine');
  readonly #throttle = laneGroup('Throttle');
  readonly #faults = laneGroup('Page requests');
  readonly #streams = laneGroup('Streams');
  readonly #rounds = laneGroup('Rounds');
  readonly #xbzrle = laneGroup('XBZRLE');
  readonly #service = serviceGroup(laneGroup('Service'));
  readonly #marks = laneGroup('Decisions');
  readonly #cursor = svg('g', { class: 'cursor', 'aria-hidden': 'true' },
    svg('line', { class: 'cursor-line' }), svg('circle', { class: 'cursor-dot', r: 3.5 }));
  readonly #slider = svg('rect', {
    class: 'time-slider', role: 'slider', tabindex: 0, 'aria-label': 'Time', 'aria-orientation': 'horizontal', 'aria-valuemin': 0,
  });
  readonly #curve: CurveParts;

  constructor() {
    this.#curve = createCurve(this.#curveGroup);
    this.element.append(
      patterns(), this.#titles, this.#curveGroup, this.#slider, this.#phases, this.#mirror, this.#machine, this.#throttle,
      this.#faults, this.#streams, this.#rounds, this.#xbzrle, this.#marks, this.#service.lane, this.#service.drawing, this.#cursor,
    );
  }

  /** The part that reads out the curve at the cursor. */
  get slider(): Element {
    return this.#slider;
  }

  /** Draws everything anew; what has not changed is not touched. `cursor` is a time, or null. */
  draw(frame: Frame, cursor: number | null): void {
    const { geometry } = frame;
    set(this.element, { width: geometry.width, height: geometry.height, viewBox: `0 0 ${geometry.width} ${geometry.height}` });
    this.#drawTitles(geometry);
    drawCurve(this.#curve, frame);
    drawPhases(this.#phases, frame);
    drawMirror(this.#mirror, frame);
    drawMachine(this.#machine, frame);
    set(this.#throttle, { 'aria-label': frame.timeline.throttle.title });
    drawThrottle(this.#throttle, frame);
    drawFaults(this.#faults, frame);
    drawStreams(this.#streams, frame);
    drawRounds(this.#rounds, frame);
    drawXbzrle(this.#xbzrle, frame);
    drawMarks(this.#marks, frame);
    drawService(this.#service, frame);
    this.drawCursor(frame, cursor);
  }

  /** Moves the line that marks an instant. */
  drawCursor(frame: Frame, cursor: number | null): void {
    const { geometry, timeline, view } = frame;
    const { top, height } = geometry.lanes.pending;
    set(this.#slider, {
      x: geometry.left, y: top, width: geometry.right - geometry.left, height,
      'aria-valuemax': Math.round(timeline.end),
      'aria-valuenow': Math.round(Math.min(timeline.end, cursor ?? timeline.end)),
      'aria-valuetext': sampleInWords(cursor ?? timeline.end, timeline),
    });
    const visible = cursor !== null && cursor >= view.from && cursor <= view.to;
    set(this.#cursor, { visibility: visible ? 'visible' : 'hidden' });
    if (!visible) return;
    const x = xOf(cursor, view, geometry);
    const [line, dot] = this.#cursor.children;
    if (line) set(line, { x1: x, x2: x, y1: geometry.lanes.phases.top, y2: geometry.axisTop });
    if (dot) set(dot, { cx: x, cy: yOf(timeline.samples.before(cursor)?.pendingBytes ?? 0, frame) });
  }

  #drawTitles(geometry: Geometry): void {
    const above = geometry.left < 60;
    const lanes = [...Object.values(geometry.lanes), geometry.throttle, geometry.faults, geometry.service, geometry.mirror, geometry.xbzrle, geometry.streams].filter((lane) => lane !== null);
    reconcile(this.#titles, lanes, ({ title }) => title, () => svg('text'), (text, lane: LaneBox) => {
      setText(text, lane.title);
      set(text, above ? { x: geometry.left, y: lane.top - 4 } : { x: 0, y: lane.top + 12 });
    });
  }
}

function laneGroup(name: string): SVGGElement {
  return svg('g', { class: 'lane', role: 'listbox', 'aria-label': name, 'aria-orientation': 'horizontal' });
}
