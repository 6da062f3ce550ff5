import { faultRows, throttleLabel } from '../../src/viewmodel/timeline/lane-words.ts';
import { MIRROR_COLUMNS, mirrorRows } from '../../src/viewmodel/timeline/mirror-words.ts';
import { SERVICE_COLUMNS, serviceRows } from '../../src/viewmodel/timeline/service-words.ts';
import { phaseTitle } from '../../src/viewmodel/timeline/sentences.ts';
import { ROUND_COLUMNS, roundCells } from '../../src/viewmodel/timeline/table.ts';
import { STREAM_COLUMNS, streamRows } from '../../src/viewmodel/timeline/stream-words.ts';
import { XBZRLE_COLUMNS, xbzrleRows } from '../../src/viewmodel/timeline/xbzrle-words.ts';
import type { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import { preciseTime } from '../../src/viewmodel/timeline/units.ts';
import { html, reconcile, setText } from './dom.ts';

/** Rows that a table begins with; all of them come on request. */
const pageLength = 200;

/** The picture as tables: for screen readers, and for whoever likes numbers better. */
export class Tables {
  readonly element = html('section', { class: 'tables', 'aria-label': 'Tables of the migration', tabindex: 0 });
  readonly #rounds = table('Rounds', ROUND_COLUMNS);
  readonly #phases = table('Phases', ['Phase', 'Began at', 'Took']);
  readonly #downtime = table('Downtime', ['Part', 'Began at', 'Took']);
  readonly #mirror = table('Disk', MIRROR_COLUMNS);
  readonly #streams = table('Streams', STREAM_COLUMNS);
  readonly #throttle = table('Slowing down', ['Guest', 'Began at', 'Took']);
  readonly #faults = table('Page requests', ['Page requests', 'Pages', 'Blocked']);
  readonly #xbzrle = table('XBZRLE', XBZRLE_COLUMNS);
  readonly #service = table('Service', SERVICE_COLUMNS);
  readonly #all = html('button', { type: 'button', class: 'quiet' });
  #shown = pageLength;
  #drawn: Timeline | undefined;

  constructor() {
    this.#all.addEventListener('click', () => {
      this.#shown = Number.POSITIVE_INFINITY;
      if (this.#drawn) this.draw(this.#drawn);
    });
    this.element.append(this.#rounds, this.#all, this.#phases, this.#downtime, this.#throttle, this.#faults, this.#xbzrle, this.#mirror, this.#streams, this.#service);
  }

  draw(timeline: Timeline): void {
    if (this.#drawn !== timeline) this.#shown = pageLength;
    this.#drawn = timeline;
    const rounds = timeline.rounds.spans;
    const hidden = Math.max(0, rounds.length - this.#shown);
    this.#all.hidden = hidden === 0;
    setText(this.#all, `Show all ${rounds.length} rounds`);
    fill(this.#rounds, rounds.slice(hidden).map((round) => roundCells(round, timeline)));
    const took = (from: number, to: number | null) => [preciseTime(from), preciseTime((to ?? timeline.end) - from)];
    fill(this.#phases, timeline.phases.spans.map(({ phase, from, to }) => [phaseTitle(phase), ...took(from, to)]));
    const parts = timeline.machine.downtimeParts;
    fillOrHide(this.#downtime, parts.map(({ name, from, to }) => [name, ...took(from, to)]));
    fillOrHide(this.#throttle, timeline.throttle.spans.map((span) => [throttleLabel(span), ...took(span.from, span.to)]));
    fillOrHide(this.#faults, faultRows(timeline));
    fillOrHide(this.#xbzrle, xbzrleRows(timeline));
    fillOrHide(this.#mirror, mirrorRows(timeline.mirror.spans, timeline.end));
    fillOrHide(this.#streams, streamRows(timeline.streams.spans).slice(-this.#shown));
    fillOrHide(this.#service, serviceRows(timeline));
  }
}

function table(caption: string, columns: readonly string[]): HTMLTableElement {
  const titles = columns.map((title) => html('th', { scope: 'col' }, title));
  return html('table', {}, html('caption', {}, caption), html('thead', {}, html('tr', {}, ...titles)), html('tbody'));
}

/** A table that has nothing to tell is not there. */
function fillOrHide(element: HTMLTableElement, rows: readonly (readonly string[])[]): void {
  element.hidden = rows.length === 0;
  fill(element, rows);
}

function fill(element: HTMLTableElement, rows: readonly (readonly string[])[]): void {
  const body = element.tBodies[0];
  if (body) reconcile(body, rows, rowKey, createRow, updateRow);
}

/** Post-copy that was interrupted has two phases of one name. */
function rowKey([name, began]: readonly string[]): string {
  return `${name ?? ''} ${began ?? ''}`;
}

function createRow(cells: readonly string[]): Element {
  return html('tr', {}, ...cells.map((_, index) => (index === 0 ? html('th', { scope: 'row' }) : html('td'))));
}

function updateRow(row: Element, cells: readonly string[]): void {
  cells.forEach((text, index) => {
    const cell = row.children[index];
    if (cell) setText(cell, text);
  });
}
