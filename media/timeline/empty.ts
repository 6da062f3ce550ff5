import type { FirstStep } from '../../src/viewmodel/timeline/first-step.ts';
import { html, setText } from './dom.ts';

const texts: Readonly<Record<FirstStep, { readonly advice: string; readonly button: string }>> = {
  create: {
    advice: 'There is no VM yet. Create a sample data center, then move a VM from one host to another.',
    button: 'Create a sample data center',
  },
  start: {
    advice: 'No VM is running. Start one, then move it to another host while it works.',
    button: 'Start a VM…',
  },
  migrate: {
    advice: 'Move a running VM to another host: drag it onto the host in the Data Center view, or choose here.',
    button: 'Migrate a VM…',
  },
};

/** What is shown before the first migration: what to do first, with a button. */
export class EmptyPage {
  readonly element: HTMLElement;
  readonly #advice = html('p');
  readonly #button = html('button', { type: 'button', class: 'primary' });

  constructor(act: () => void) {
    this.element = html(
      'section',
      { class: 'empty', 'aria-label': 'No migration yet' },
      html('h1', {}, 'No migration yet'),
      this.#advice,
      this.#button,
      html('p', { class: 'muted' }, 'While it moves, this view shows each round, what the VM wrote meanwhile, why it is not stopped yet, and how long it stood still in the end.'),
    );
    this.#button.addEventListener('click', act);
  }

  draw(firstStep: FirstStep): void {
    const { advice, button } = texts[firstStep];
    setText(this.#advice, advice);
    setText(this.#button, button);
  }
}
