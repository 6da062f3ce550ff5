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

export function taskBar({ buttons }: GuideModel, host: Host): HTMLElement {
  if (buttons.length === 0) return element('div');
  return element(
    'div',
    { class: 'buttons tasks', role: 'toolbar', 'aria-label': 'What you can do in this step' },
    ...buttons.map((each) => taskButton(each, host)),
  );
}

function taskButton({ task, label, primary }: GuideButton, host: Host): HTMLElement {
  return button(label, () => host.send({ kind: 'task', task }), {
    class: primary ? 'primary' : 'secondary',
    'data-key': `task-${task}`,
  });
}

/** Previous and next step. */
export function stepNavigation({ previous, next, state, kind }: GuideModel, host: Host): HTMLElement {
  const go = (step: string, label: string, primary: boolean, key: string) =>
    button(label, () => host.send({ kind: 'go', step }), { class: primary ? 'primary' : 'secondary', 'data-key': key });
  return element(
    'nav',
    { class: 'buttons ends', 'aria-label': 'Previous and next step' },
    previous === null ? element('span') : go(previous, '← Previous step', false, 'previous'),
    next === null ? element('span', { class: 'last' }, 'This is the last step of the lab.') : go(next, 'Next step →', state === 'done' || kind === 'read', 'next'),
  );
}
