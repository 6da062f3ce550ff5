import { markShapes } from '../../src/viewmodel/timeline/mark-shapes.ts';
import type { Note } from '../../src/viewmodel/timeline/narrator.ts';
import type { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import { preciseTime } from '../../src/viewmodel/timeline/units.ts';
import { html, reconcile, set, svg } from './dom.ts';
import { RovingFocus } from './roving.ts';

/** Entries that a page of the log holds; earlier ones come on request. */
const pageLength = 200;

/** The migration told in sentences, one after the other. */
export class LogList {
  readonly element: HTMLElement;
  readonly #list = html('ol', { class: 'log-list', role: 'listbox', 'aria-label': 'What happened, in order' });
  readonly #earlier = html('button', { type: 'button', class: 'quiet' }, 'Show earlier entries');
  readonly #focus: RovingFocus;
  #shown = pageLength;
  #drawn: Timeline | undefined;
  #length = -1;

  /** `choose` is called with the time of an entry that is pointed out. */
  constructor(choose: (time: number) => void) {
    this.element = html('section', { class: 'log', 'aria-label': 'Log' }, html('h2', {}, 'What happened'), this.#earlier, this.#list);
    this.#focus = new RovingFocus(this.element, '.log-list');
    this.#earlier.addEventListener('click', () => this.#showEarlier());
    this.#list.addEventListener('keydown', (event) => this.#press(event, choose));
    this.#list.addEventListener('click', ({ target }) => {
      const entry = target instanceof Element ? target.closest<HTMLElement>('li') : null;
      entry?.focus();
      if (entry) choose(Number(entry.dataset['from']));
    });
  }

  /** Draws the latest entries; stays at the end if the end was in sight. */
  draw(timeline: Timeline): void {
    // Entries are counted, and never change: those of another migration must not stay.
    if (this.#drawn !== timeline) {
      this.#shown = pageLength;
      this.#list.replaceChildren();
    }
    if (this.#drawn === timeline && this.#length === timeline.notes.length) return;
    const list = this.#list;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
    this.#drawn = timeline;
    this.#length = timeline.notes.length;
    this.#earlier.hidden = timeline.notes.length <= this.#shown;
    reconcile(list, timeline.notes.slice(-this.#shown), ({ index }) => String(index), create, update);
    this.#focus.refresh();
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  #showEarlier(): void {
    this.#shown += pageLength;
    this.#length = -1;
    if (this.#drawn) this.draw(this.#drawn);
  }

  #press(event: KeyboardEvent, choose: (time: number) => void): void {
    const along = { ArrowDown: 'ArrowRight', ArrowUp: 'ArrowLeft' }[event.key] ?? event.key;
    if (event.key === 'Enter' || event.key === ' ') {
      const entry = document.activeElement;
      if (entry instanceof HTMLElement) choose(Number(entry.dataset['from']));
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight' || !this.#focus.press(along)) return;
    event.preventDefault();
  }
}

function create({ kind }: Note): Element {
  const icon = svg('svg', { class: `mark mark-${kind}`, viewBox: '-8 -8 16 16', width: 14, height: 14, 'aria-hidden': 'true' },
    svg('path', { d: markShapes[kind] }));
  return html('li', { role: 'option', 'aria-selected': 'false', tabindex: -1 }, icon, html('span', { class: 'time' }), html('span', { class: 'sentence' }));
}

function update(element: Element, { time, sentence }: Note): void {
  if (element.getAttribute('data-from')) return;
  set(element, { 'data-from': time, 'data-to': time });
  const [, at, text] = element.children;
  at?.append(preciseTime(time));
  text?.append(sentence);
}
