/** What the pointer does to a picture. `x` counts in pixels from its left edge. */
export interface PointerActions {
  /** A factor below 1 comes closer; what lies at `x` stays in place. */
  readonly zoom: (factor: number, x: number) => void;
  /** By a share of what is in sight. */
  readonly pan: (share: number) => void;
  readonly point: (x: number, event: PointerEvent) => void;
  readonly leave: () => void;
}

/** The wheel zooms, with Shift it moves; dragging moves; else the pointer points something out. */
export class PointerGestures {
  readonly #element: SVGSVGElement;
  readonly #actions: PointerActions;
  #draggedFrom: number | null = null;

  constructor(element: SVGSVGElement, actions: PointerActions) {
    this.#element = element;
    this.#actions = actions;
    element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    element.addEventListener('pointerdown', ({ button, clientX }) => {
      if (button === 0) this.#draggedFrom = clientX;
    });
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', () => (this.#draggedFrom = null));
    element.addEventListener('pointerleave', () => actions.leave());
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > 0) this.#actions.pan(Math.sign(sideways) * 0.1);
    else this.#actions.zoom(Math.exp(Math.max(-100, Math.min(100, event.deltaY)) * 0.003), this.#xOf(event));
  }

  #move(event: PointerEvent): void {
    if (this.#draggedFrom === null || event.buttons !== 1) return this.#actions.point(this.#xOf(event), event);
    const shift = this.#draggedFrom - event.clientX;
    if (Math.abs(shift) < 4) return;
    this.#element.setPointerCapture(event.pointerId);
    this.#draggedFrom = event.clientX;
    this.#actions.pan(shift / this.#element.clientWidth);
  }

  #xOf(event: MouseEvent): number {
    return event.clientX - this.#element.getBoundingClientRect().left;
  }
}
