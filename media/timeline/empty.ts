import type { FirstStep } from '../../src/viewmodel/timeline/first-step.ts';
import { html, setText } from './dom.ts';

const texts: Readonly<Record<FirstStep, { readonly advice: string; readonly button: string }>> = {
  create: {
    advice: 'There is no virtual machine yet. Create the sample data center, then move a machine from one host to another.',
    button: 'Create the sample data center',
  },
  start: {
    advice: 'No machine is running. Start one, then move it to another host while it works.',
    button: 'Start a machine…',
  },
  migrate: {
    advice: 'Move a running machine to another host: drag it onto the host in the Data Center view, or choose here.',
    button: 'Migrate a machine…',
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
      html('h2', {}, 'No migration yet'),
      this.#advice,
      this.#button,
      html('p', { class: 'muted' }, 'While it moves you will see here each round, what the machine wrote meanwhile, why it is not stopped yet, and how long it stood still in the end.'),
    );
    this.#button.addEventListener('click', act);
  }

  draw(firstStep: FirstStep): void {
    const { advice, button } = texts[firstStep];
    setText(this.#advice, advice);
    setText(this.#button, button);
  }
}
