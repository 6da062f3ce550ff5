import { sampleInWords } from '../../src/viewmodel/timeline/lane-words.ts';
import type { ByteScaleKind } from '../../src/viewmodel/timeline/scale.ts';
import type { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import type { Viewport } from '../../src/viewmodel/timeline/viewport.ts';
import { html } from './dom.ts';
import type { Frame } from './frame.ts';
import { layOut, timeAt } from './geometry.ts';
import { Legend } from './legend.ts';
import { Picture } from './picture.ts';
import { RovingFocus } from './roving.ts';
import { Tooltip } from './tooltip.ts';

/** What the hand does to the picture. Times are simulated nanoseconds from the start. */
export interface PictureActions {
  /** A factor below 1 comes closer; the time about which stays in place. */
  readonly zoom: (factor: number, about: number) => void;
  /** By a share of what is in sight. */
  readonly pan: (share: number) => void;
  readonly show: (from: number, to: number) => void;
  readonly showTime: (time: number) => void;
  readonly resized: () => void;
}

/** The picture with what mouse and keyboard do to it. */
export class PictureView {
  readonly element = html('section', { class: 'picture-view', 'aria-label': 'Timeline' });
  readonly #actions: PictureActions;
  readonly #picture = new Picture();
  readonly #legend = new Legend();
  readonly #tooltip = new Tooltip();
  readonly #focus: RovingFocus;
  #frame: Frame | undefined;
  #cursor: number | null = null;
  #dragged: { x: number; moved: boolean } | null = null;

  constructor(actions: PictureActions) {
    this.#actions = actions;
    this.element.append(this.#picture.element, this.#legend.element, this.#tooltip.element);
    this.#focus = new RovingFocus(this.#picture.element, '.lane');
    new ResizeObserver(() => actions.resized()).observe(this.element);
    const { element } = this.#picture;
    element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    element.addEventListener('pointerdown', (event) => this.#grab(event));
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', (event) => this.#release(event));
    element.addEventListener('pointerleave', () => this.#tooltip.hide());
    element.addEventListener('dblclick', ({ target }) => this.#zoomTo(target));
    element.addEventListener('keydown', (event) => this.#press(event));
    element.addEventListener('focusin', ({ target }) => this.#describe(target));
    element.addEventListener('focusout', () => this.#tooltip.hide());
  }

  draw(timeline: Timeline, view: Viewport, scale: ByteScaleKind): void {
    const { clientWidth, clientHeight } = this.element;
    const extras = {
      downtimeParts: this.#showsParts(timeline, view),
      throttle: timeline.throttle.spans.length > 0 ? timeline.throttle.title : null,
      faults: timeline.faults.count > 0,
      service: timeline.service.count > 0,
      mirror: timeline.mirror.spans.length > 0,
      streams: timeline.streams.spans.length > 0,
      xbzrle: timeline.xbzrle.latest !== null,
    };
    this.#legend.draw(timeline);
    const legendHeight = this.#legend.element.clientHeight;
    const highestBytes = timeline.samples.highestBetween(view.from, view.to);
    this.#frame = { timeline, view, scale, highestBytes, geometry: layOut(clientWidth, clientHeight - legendHeight, extras) };
    this.#picture.draw(this.#frame, this.#cursor);
    this.#focus.refresh();
  }

  /** The parts of the downtime have a row as soon as it is wide enough to tell them apart. */
  #showsParts({ machine, end }: Timeline, view: Viewport): boolean {
    const { pause } = machine;
    if (!pause || machine.downtimeParts.length === 0) return false;
    return ((pause.to ?? end) - pause.from) / (view.to - view.from) > 0.12;
  }

  setCursor(time: number): void {
    this.#cursor = time;
  }

  /** The marked instant if it is in sight, else the middle. */
  cursorIn(view: Viewport): number {
    const cursor = this.#cursor;
    return cursor !== null && cursor >= view.from && cursor <= view.to ? cursor : (view.from + view.to) / 2;
  }

  #wheel(event: WheelEvent): void {
    if (!this.#frame) return;
    event.preventDefault();
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > 0) this.#actions.pan(Math.sign(sideways) * 0.1);
    else this.#actions.zoom(Math.exp(Math.max(-100, Math.min(100, event.deltaY)) * 0.003), this.#timeOf(event));
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#dragged = { x: event.clientX, moved: false };
  }

  #move(event: PointerEvent): void {
    const frame = this.#frame;
    if (!frame) return;
    if (this.#dragged && event.buttons === 1) return this.#drag(event, frame);
    const words = wordsOf(event.target);
    const time = this.#timeOf(event);
    const onCurve = event.target === this.#picture.slider && time <= frame.timeline.end;
    if (onCurve) this.#pointOut(time, frame);
    if (words || onCurve) this.#tooltip.show(words ?? sampleInWords(time, frame.timeline), event.clientX, event.clientY);
    else this.#tooltip.hide();
  }

  #drag(event: PointerEvent, frame: Frame): void {
    if (!this.#dragged) return;
    const shift = this.#dragged.x - event.clientX;
    if (!this.#dragged.moved && Math.abs(shift) < 4) return;
    // A capture before the hand moves would take the click away from the block under it.
    if (!this.#dragged.moved) this.#picture.element.setPointerCapture(event.pointerId);
    this.#dragged = { x: event.clientX, moved: true };
    this.#actions.pan(shift / (frame.geometry.right - frame.geometry.left));
  }

  #release(event: PointerEvent): void {
    const moved = this.#dragged?.moved ?? false;
    this.#dragged = null;
    if (moved || !this.#frame) return;
    const target = optionOf(event.target);
    if (target) target.focus();
    else if (event.target === this.#picture.slider) this.#pointOut(this.#timeOf(event), this.#frame);
  }

  #zoomTo(target: EventTarget | null): void {
    const option = optionOf(target);
    if (option) this.#actions.show(Number(option.dataset['from']), Number(option.dataset['to']));
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.#tooltip.visible) this.#tooltip.hide();
    else if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      this.#actions.pan(event.key === 'ArrowLeft' ? -0.2 : 0.2);
    } else if (event.key === 'Enter') this.#zoomTo(event.target);
    else if (event.target === this.#picture.slider ? !this.#slide(event.key) : !this.#focus.press(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Moves the marked instant by a hundredth of what is in sight, or to an end. */
  #slide(key: string): boolean {
    const frame = this.#frame;
    if (!frame) return false;
    const { view, timeline } = frame;
    const step = (view.to - view.from) / 100;
    const now = this.#cursor ?? timeline.end;
    const times: Readonly<Record<string, number>> = {
      ArrowLeft: now - step, ArrowDown: now - step, ArrowRight: now + step, ArrowUp: now + step,
      PageDown: now - 10 * step, PageUp: now + 10 * step, Home: 0, End: timeline.end,
    };
    const time = times[key];
    if (time === undefined) return false;
    this.#pointOut(Math.min(timeline.end, Math.max(0, time)), frame);
    this.#actions.showTime(this.#cursor ?? 0);
    this.#describe(this.#picture.slider);
    return true;
  }

  #pointOut(time: number, frame: Frame): void {
    this.#cursor = time;
    this.#picture.drawCursor(frame, time);
  }

  /** What is focused is shown as what is pointed at. */
  #describe(target: EventTarget | null): void {
    const frame = this.#frame;
    if (!frame || !(target instanceof Element)) return;
    const onSlider = target === this.#picture.slider;
    const words = onSlider ? sampleInWords(this.#cursor ?? frame.timeline.end, frame.timeline) : wordsOf(target);
    const box = (onSlider ? this.#picture.element.querySelector('.cursor') : target)?.getBoundingClientRect();
    if (words && box) this.#tooltip.show(words, box.left, box.bottom - 8);
  }

  #timeOf(event: MouseEvent): number {
    if (!this.#frame) return 0;
    const x = event.clientX - this.#picture.element.getBoundingClientRect().left;
    return timeAt(x, this.#frame.view, this.#frame.geometry);
  }
}

function optionOf(target: EventTarget | null): SVGElement | null {
  return target instanceof Element ? target.closest<SVGElement>('[role="option"]') : null;
}

function wordsOf(target: EventTarget | null): string | null {
  return optionOf(target)?.getAttribute('aria-label') ?? null;
}
