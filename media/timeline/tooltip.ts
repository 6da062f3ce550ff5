import { html, setText } from './dom.ts';

/** The box that shows what is pointed at or focused. Escape puts it away. */
export class Tooltip {
  readonly element = html('div', { class: 'tooltip', 'aria-hidden': 'true' });

  constructor() {
    this.hide();
  }

  get visible(): boolean {
    return !this.element.hidden;
  }

  /** Shows text near a point of the page, where there is room. */
  show(text: string, x: number, y: number): void {
    setText(this.element, text);
    this.element.hidden = false;
    const { width, height } = this.element.getBoundingClientRect();
    const left = Math.min(Math.max(4, x + 12), Math.max(4, window.innerWidth - width - 4));
    const below = y + 16;
    const top = below + height < window.innerHeight ? below : Math.max(4, y - height - 10);
    this.element.style.left = `${left}px`;
    this.element.style.top = `${top}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
