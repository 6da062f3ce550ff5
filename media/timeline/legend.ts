import { goesByThreshold } from '../../src/viewmodel/migration/mechanism.ts';
import type { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import { html, svg } from './dom.ts';

/** What the shapes of the picture mean. */
export class Legend {
  readonly element: HTMLElement;
  readonly #threshold = entry('threshold', svg('path', { class: 'threshold-line', d: 'M0,6H14' }));
  readonly #service = [
    entry('answers a second', svg('rect', { class: 'bar-answers', width: 12, height: 12 })),
    entry('p99 latency', svg('path', { class: 'latency-line', d: 'M0,6H14' })),
  ];
  readonly #faults = entry('pages waited for', svg('rect', { class: 'legend-faults', width: 12, height: 12 }));
  readonly #xbzrle = [
    entry('found in the cache', svg('rect', { class: 'bar-encoded', width: 12, height: 12 })),
    entry('changed too much', svg('rect', { class: 'bar-overflow', width: 12, height: 12 })),
    entry('not in the cache', svg('rect', { class: 'bar-missed', x: 0.5, y: 0.5, width: 11, height: 11 })),
  ];

  constructor() {
    this.element = html(
      'p',
      { class: 'legend', 'aria-hidden': 'true' },
      entry('to send', svg('rect', { class: 'bar-pending', width: 12, height: 12 })),
      entry('sent', svg('rect', { class: 'bar-sent', width: 12, height: 12 })),
      entry('pending', svg('path', { class: 'pending-line', d: 'M0,6H12' })),
      this.#threshold,
      entry('downtime', svg('rect', { class: 'legend-paused', width: 12, height: 12 })),
      this.#faults,
      ...this.#xbzrle,
      ...this.#service,
    );
  }

  /** Leaves out what this migration does not show. */
  draw({ parameters, service, faults, xbzrle }: Timeline): void {
    this.#threshold.hidden = !goesByThreshold(parameters);
    for (const item of this.#service) item.hidden = service.count === 0;
    this.#faults.hidden = faults.count === 0;
    for (const item of this.#xbzrle) item.hidden = xbzrle.latest === null;
  }
}

function entry(name: string, picture: SVGElement): HTMLElement {
  return html('span', {}, svg('svg', { width: 14, height: 12 }, picture), name);
}
