import type { GuideModel } from '../../src/viewmodel/labs/guide.ts';
import { element } from './element.ts';
import { header } from './header.ts';
import { hints } from './hints.ts';
import type { Host } from './host.ts';
import { markdown } from './markdown.ts';
import { prediction } from './prediction.ts';
import { notices, stepNavigation, taskBar } from './tasks.ts';
import { verdict } from './verdict.ts';

interface Part {
  readonly place: HTMLElement;
  readonly render: (model: GuideModel) => HTMLElement;
  /** What of the model the part shows; it is drawn again only when this changes, so that typing and reading go on. */
  readonly shows: (model: GuideModel) => unknown;
  drawn: string | null;
}

/** The page: parts that are drawn again each for itself, and a voice for screen readers. */
export class Page {
  readonly #root: HTMLElement;
  readonly #parts: readonly Part[];
  readonly #voice = element('p', { class: 'voice', role: 'status', 'aria-live': 'polite' });
  #shown: GuideModel | null = null;

  constructor(root: HTMLElement, host: Host) {
    this.#root = root;
    const part = (render: Part['render'], shows: Part['shows'], name = 'part'): Part => ({
      place: element('div', { class: name }),
      render,
      shows,
      drawn: null,
    });
    this.#parts = [
      part((model) => header(model, host), ({ labTitle, title, steps, state, kind }) => [labTitle, title, steps, state, kind]),
      part((model) => notices(model, host), (model) => model.notices),
      part(({ text, pictureBase }) => markdown(text, pictureBase), (model) => [model.text, model.pictureBase]),
      part((model) => prediction(model, host), (model) => model.prediction),
      part((model) => taskBar(model, host), ({ buttons, state, next }) => [buttons, state, next], 'task-bar'),
      part((model) => verdict(model, host), (model) => model.verdict),
      part((model) => hints(model), (model) => model.hints),
      part((model) => stepNavigation(model, host), ({ previous, next, state, steps }) => [previous, next, state, steps]),
    ];
  }

  show(model: GuideModel): void {
    const before = this.#shown;
    this.#shown = model;
    if (before === null) this.#root.replaceChildren(...this.#parts.map(({ place }) => place), this.#voice);
    const focused = document.activeElement?.getAttribute('data-key') ?? null;
    const sameStep = before !== null && JSON.stringify(before.address) === JSON.stringify(model.address);
    for (const part of this.#parts) this.#draw(part, model, sameStep);
    if (sameStep) {
      this.#keepFocus(focused);
      if (before.verdict.state === 'running' && model.verdict.state !== 'running') this.#showVerdict();
    } else if (before !== null) this.#beginStep();
    this.#say(before, model, sameStep);
  }

  showEmpty(text: string): void {
    this.#shown = null;
    for (const part of this.#parts) part.drawn = null;
    this.#root.replaceChildren(element('p', { class: 'empty' }, text));
  }

  #draw(part: Part, model: GuideModel, sameStep: boolean): void {
    const wanted = JSON.stringify(part.shows(model));
    if (sameStep && part.drawn === wanted) return;
    part.drawn = wanted;
    part.place.replaceChildren(part.render(model));
  }

  /** A button that was drawn again keeps the focus; one that went leaves it with its neighbours. */
  #keepFocus(key: string | null): void {
    if (key === null || document.activeElement?.getAttribute('data-key') === key) return;
    const again = this.#root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    const neighbour = key.startsWith('task-') ? '.tasks button.primary, .tasks button' : '.answer, nav.ends button';
    (again ?? this.#root.querySelector<HTMLElement>(neighbour))?.focus();
  }

  /** Whoever asked for a check sees what it found, even where the button is far above it. */
  #showVerdict(): void {
    const area = this.#root.querySelector('.verdict');
    const bar = this.#root.querySelector('.task-bar');
    if (!area) return;
    const { top } = area.getBoundingClientRect();
    const hidden = bar?.getBoundingClientRect().height ?? 0;
    if (top < hidden || top > window.innerHeight * 0.6) window.scrollBy({ top: top - hidden, behavior: 'auto' });
  }

  #beginStep(): void {
    window.scrollTo(0, 0);
    this.#root.querySelector<HTMLElement>('#title')?.focus();
  }

  #say(before: GuideModel | null, model: GuideModel, sameStep: boolean): void {
    if (!sameStep || !before) return;
    if (model.verdict.summary !== before.verdict.summary) this.#voice.textContent = model.verdict.summary;
    else if (model.hints.shown.length > before.hints.shown.length) this.#voice.textContent = 'A hint was added below.';
    else if (model.prediction?.reveal && !before.prediction?.reveal) this.#voice.textContent = model.prediction.reveal.result;
    else if (model.state !== before.state) this.#voice.textContent = `This step: ${model.stateText}.`;
  }
}
