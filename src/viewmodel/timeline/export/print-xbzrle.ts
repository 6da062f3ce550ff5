import { pagesOf } from '../xbzrle-lane.ts';
import { xbzrleInWords } from '../xbzrle-words.ts';
import { element, textElement } from './markup.ts';
import { PAGE, type PrintLane, type PrintPage, xOf } from './print-page.ts';

/** Width of a bar in pixels, at least. */
const barWidth = 6;

/** What XBZRLE did: of the pages of each stretch, how many were found, found but changed too much, and not found. */
export function printXbzrle(lane: PrintLane, page: PrintPage): string {
  const { xbzrle, end } = page.timeline;
  return xbzrle
    .groups({ from: 0, to: end }, (end * barWidth) / (PAGE.right - PAGE.left))
    .map((group) => {
      const x = xOf(group.from, page);
      const width = Math.max(2, xOf(group.to, page) - x - 1);
      let bottom = lane.top + lane.height;
      const bar = (look: string, pages: number) => {
        const height = (pages / pagesOf(group)) * lane.height;
        bottom -= height;
        return pages === 0 ? '' : element('rect', { class: look, x, y: bottom, width, height });
      };
      return element('g', {}, textElement('title', {}, xbzrleInWords(group)),
        bar('encoded', group.encodedPages), bar('overflow', group.overflowPages), bar('missed', group.missedPages));
    })
    .join('');
}
