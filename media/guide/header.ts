import type { GuideModel, GuideStepLink } from '../../src/viewmodel/labs/guide.ts';
import { button, element } from './element.ts';
import type { Host } from './host.ts';

/** Lab, steps of the lab as a row of links, title and state of the step. */
export function header(model: GuideModel, host: Host): HTMLElement {
  return element(
    'header',
    {},
    element(
      'nav',
      { 'aria-label': 'Steps of this lab' },
      element('p', { class: 'lab' }, model.labTitle, element('span', { class: 'position' }, model.positionText)),
      element('ol', { class: 'steps' }, ...model.steps.map((step, index) => stepLink(step, index, host))),
    ),
    element('h1', { tabindex: '-1', id: 'title' }, model.title),
    element(
      'p',
      { class: 'state' },
      element('span', { class: `badge ${model.state}` }, mark(model.state), model.stateText),
      element('span', { class: 'kind' }, model.kindText),
    ),
  );
}

function stepLink({ step, title, state, shown }: GuideStepLink, index: number, host: Host): HTMLElement {
  const words = { untouched: 'not started', failed: 'not passed yet', done: 'done' }[state];
  return element(
    'li',
    {},
    button(state === 'untouched' ? String(index + 1) : sign(state), () => host.send({ kind: 'go', step }), {
      class: `step ${state}`,
      title: `${index + 1}. ${title}`,
      'aria-label': `Step ${index + 1}: ${title}, ${words}`,
      ...(shown && { 'aria-current': 'step' }),
    }),
  );
}

/** A sign beside the word, so that colour is never the only difference. */
function mark(state: GuideModel['state']): HTMLElement {
  return element('span', { class: 'mark', 'aria-hidden': 'true' }, sign(state));
}

function sign(state: GuideModel['state']): string {
  return { untouched: '○', failed: '✗', done: '✓' }[state];
}
