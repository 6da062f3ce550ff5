/**
 * One tab stop for a picture full of things: arrow keys go along a lane and from lane to lane,
 * Home and End to its ends.
 */
export class RovingFocus {
  readonly #root: Element;
  readonly #selector: string;

  /** `selector` finds the lanes, whose children are the things to focus. */
  constructor(root: Element, selector: string) {
    this.#root = root;
    this.#selector = selector;
    root.addEventListener('focusin', (event) => this.#mark(event.target));
  }

  /** After a drawing: makes sure that exactly one thing can be reached by Tab. */
  refresh(): void {
    const stops = this.#root.querySelectorAll('[role="option"][tabindex="0"]');
    const kept = [...stops].find((stop) => stop === document.activeElement) ?? stops[0];
    for (const stop of stops) if (stop !== kept) stop.setAttribute('tabindex', '-1');
    if (!kept) this.#lanes()[0]?.[0]?.setAttribute('tabindex', '0');
  }

  /** Moves the focus for a key; tells whether the key was one of its own. */
  press(key: string): boolean {
    const lanes = this.#lanes();
    const row = lanes.findIndex((lane) => lane.some((item) => item === document.activeElement));
    const lane = lanes[row];
    if (!lane) return false;
    const column = lane.findIndex((item) => item === document.activeElement);
    const next = this.#next(key, lanes, row, column);
    if (next === null) return false;
    next?.focus();
    return true;
  }

  /** Null where the key is not one to move by; undefined at the edge. */
  #next(key: string, lanes: SVGElement[][], row: number, column: number): SVGElement | undefined | null {
    switch (key) {
      case 'ArrowRight':
        return lanes[row]?.[column + 1];
      case 'ArrowLeft':
        return lanes[row]?.[column - 1];
      case 'Home':
        return lanes[row]?.[0];
      case 'End':
        return lanes[row]?.at(-1);
      case 'ArrowDown':
        return this.#closest(lanes[row]?.[column], lanes[row + 1]);
      case 'ArrowUp':
        return this.#closest(lanes[row]?.[column], lanes[row - 1]);
      default:
        return null;
    }
  }

  /** The thing of another lane that lies nearest in time. */
  #closest(from: SVGElement | undefined, lane: SVGElement[] | undefined): SVGElement | undefined {
    if (!from || !lane) return undefined;
    const distance = (item: SVGElement) => Math.abs(middleOf(item) - middleOf(from));
    return lane.reduce((best, item) => (distance(item) < distance(best) ? item : best), lane[0] as SVGElement);
  }

  #lanes(): SVGElement[][] {
    return [...this.#root.querySelectorAll(this.#selector)]
      .map((lane) => [...lane.children].filter((item): item is SVGElement => item instanceof SVGElement))
      .filter((lane) => lane.length > 0);
  }

  #mark(target: EventTarget | null): void {
    if (!(target instanceof Element) || target.getAttribute('role') !== 'option') return;
    for (const item of this.#root.querySelectorAll('[role="option"]')) {
      item.setAttribute('tabindex', item === target ? '0' : '-1');
      item.setAttribute('aria-selected', String(item === target));
    }
  }
}

function middleOf(item: Element): number {
  return (Number(item.getAttribute('data-from')) + Number(item.getAttribute('data-to'))) / 2;
}
