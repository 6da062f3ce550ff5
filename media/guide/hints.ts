import type { GuideModel } from '../../src/viewmodel/labs/guide.ts';
import { element } from './element.ts';
import { markdown } from './markdown.ts';

/** The hints opened so far, in order. */
export function hints({ hints, pictureBase }: GuideModel): HTMLElement {
  const area = element('section', { class: 'hints', 'aria-label': 'Hints' });
  if (hints.shown.length === 0) return area;
  area.append(element('h2', {}, `Hints: ${hints.shown.length} of ${hints.total}`));
  area.append(
    element('ol', {}, ...hints.shown.map((text) => element('li', { class: 'hint' }, markdown(text, pictureBase)))),
  );
  return area;
}
