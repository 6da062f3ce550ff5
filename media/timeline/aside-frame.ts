import { html, set, setText } from './dom.ts';
import { button } from './toolbar.ts';

/** What an aside is called and what stands in it: the names are those that a screen reader says. */
export interface AsideParts {
  /** What its buttons are about. */
  readonly name: string;
  readonly picture: { readonly name: string; readonly element: Element };
  readonly tables: { readonly name: string; readonly elements: readonly Element[] };
  /** Its own buttons, before those that every aside has. */
  readonly buttons: readonly HTMLButtonElement[];
}

export interface AsideActions {
  readonly close: () => void;
  readonly save: () => void;
  readonly redraw: () => void;
}

/** What all asides of the timeline have: a title with buttons, a sentence, a picture, and tables beside it. */
export class AsideFrame {
  readonly element = html('main', { class: 'content aside' });
  /** Where the picture is; as wide as it may be. */
  readonly box: HTMLElement;
  readonly #title = html('h1', { class: 'comparison-title' });
  readonly #words = html('p', { class: 'advice', role: 'status' });

  constructor({ name, picture, tables, buttons }: AsideParts, actions: AsideActions) {
    this.box = html('section', { class: 'picture-view', 'aria-label': picture.name }, picture.element);
    const group = html('span', { class: 'buttons', role: 'group', 'aria-label': name },
      ...buttons, button('Save…', 'Write the picture or the figures to a file', actions.save), button('Close', 'Back to the migrations (Escape)', actions.close));
    const beside = html('section', { class: 'tables', 'aria-label': tables.name, tabindex: 0 }, ...tables.elements);
    this.element.append(html('header', { class: 'bar' }, this.#title, group), this.#words, html('div', { class: 'body side-by-side' }, this.box, beside));
    new ResizeObserver(() => actions.redraw()).observe(this.box);
  }

  setTitle(title: string): void {
    setText(this.#title, title);
  }

  /** The sentence may be cut off in a narrow panel; its title has all of it. */
  say(words: string): void {
    setText(this.#words, words);
    set(this.#words, { title: words });
  }
}
