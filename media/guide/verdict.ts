import type { GuideCheck, GuideModel } from '../../src/viewmodel/labs/guide.ts';
import { button, element } from './element.ts';
import type { Host } from './host.ts';

/** The checks of a step, with what each found. */
export function verdict({ verdict }: GuideModel, host: Host): HTMLElement {
  const area = element('section', { class: `verdict ${verdict.state}`, 'aria-label': 'Checks' });
  if (verdict.checks.length === 0 && verdict.summary === '') return area;
  area.append(
    element('h2', {}, 'Checks'),
    element('p', { class: 'summary' }, verdict.summary),
    element('ul', { class: 'checks' }, ...verdict.checks.map((check) => checkRow(check, host))),
    ...printed('Your code printed', verdict.output),
  );
  if (verdict.runText !== '') area.append(element('p', { class: 'quiet' }, verdict.runText));
  return area;
}

function checkRow(check: GuideCheck, host: Host): HTMLElement {
  const signs = { waiting: '○', passed: '✓', failed: '✗', error: '!', skipped: '–' };
  return element(
    'li',
    { class: `check ${check.state}` },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, signs[check.state]),
    element(
      'div',
      { class: 'found' },
      element('p', { class: 'check-title' }, check.title, element('span', { class: 'check-state' }, check.stateText)),
      check.message !== '' && element('p', { class: 'message' }, check.message),
      compared(check),
      check.placeText !== null &&
        element('div', { class: 'places' }, placeLink(check.placeText, 'place', check, host),
          check.checkPlaceText !== null && placeLink(check.checkPlaceText, 'check', check, host)),
      ...printed('Printed', check.output),
    ),
  );
}

function placeLink(text: string, which: 'place' | 'check', { id }: GuideCheck, host: Host): HTMLElement {
  return button(`Go to ${text}`, () => host.send({ kind: 'open-place', check: id, which }), { class: 'link', 'data-key': `${which}-${id}` });
}

/** Expected and actual beside each other, or the difference where the two are long. */
function compared({ expected, actual, difference }: GuideCheck): HTMLElement | null {
  if (expected === null && actual === null) return null;
  const long = `${expected}${actual}`.includes('\n');
  if (long && difference !== null) return code(difference, 'What was expected (-) and what came (+)');
  return element(
    'dl',
    { class: 'compared' },
    element('dt', {}, 'Expected'),
    element('dd', {}, code(expected ?? '', 'Expected')),
    element('dt', {}, 'Actual'),
    element('dd', {}, code(actual ?? '', 'Actual')),
  );
}

function printed(title: string, text: string): readonly HTMLElement[] {
  if (text.trim() === '') return [];
  return [element('details', {}, element('summary', {}, title), code(text, title))];
}

function code(text: string, label: string): HTMLElement {
  const scrolls = text.includes('\n') || text.length > 60;
  return element('pre', scrolls ? { tabindex: '0', role: 'region', 'aria-label': label } : {}, element('code', {}, text));
}
