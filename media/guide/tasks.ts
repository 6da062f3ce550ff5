import type { GuideButton, GuideModel, GuideNotice } from '../../src/viewmodel/labs/guide.ts';
import { button, element } from './element.ts';
import type { Host } from './host.ts';

/** What stands in the way, each with the buttons that mend it. */
export function notices({ notices }: GuideModel, host: Host): HTMLElement {
  return element('div', { class: 'notices' }, ...notices.map((notice) => noticeBox(notice, host)));
}

function noticeBox({ text, buttons }: GuideNotice, host: Host): HTMLElement {
  return element(
    'div',
    { class: 'notice', role: 'note' },
    element('p', {}, text),
    element('div', { class: 'buttons' }, ...buttons.map((each) => taskButton(each, host))),
  );
}

/** What can be done in the step; once it is done, the way on is here too, however far away the end of the page. */
export function taskBar({ buttons, state, next }: GuideModel, host: Host): HTMLElement {
  if (buttons.length === 0) return element('div');
  return element(
    'div',
    { class: 'buttons tasks', role: 'toolbar', 'aria-label': 'What you can do in this step' },
    ...buttons.map((each) => taskButton(each, host)),
    state === 'done' && next !== null && wayTo(next, 'Next step →', true, 'go-on', host),
  );
}

function taskButton({ task, label, primary }: GuideButton, host: Host): HTMLElement {
  return button(label, () => host.send({ kind: 'task', task }), {
    class: primary ? 'primary' : 'secondary',
    'data-key': `task-${task}`,
  });
}

/** Previous and next step. */
export function stepNavigation({ previous, next, state, kind, steps }: GuideModel, host: Host): HTMLElement {
  return element(
    'nav',
    { class: 'buttons ends', 'aria-label': 'Previous and next step' },
    previous === null ? element('span') : wayTo(previous, '← Previous step', false, 'previous', host),
    next === null
      ? element('span', { class: 'last' }, lastWords(steps))
      : wayTo(next, 'Next step →', state === 'done' || kind === 'read', 'next', host),
  );
}

function lastWords(steps: GuideModel['steps']): string {
  const open = steps.findIndex(({ state }) => state !== 'done');
  if (open === -1) return 'You have done every step of this lab.';
  return open === steps.length - 1 ? 'This is the last step of the lab.' : `This is the last step; step ${open + 1} is still open.`;
}

function wayTo(step: string, label: string, primary: boolean, key: string, host: Host): HTMLElement {
  return button(label, () => host.send({ kind: 'go', step }), { class: primary ? 'primary' : 'secondary', 'data-key': key });
}
