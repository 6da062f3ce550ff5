import type {
  Answer,
  GuideInput,
  GuideModel,
  GuidePrediction,
  GuideReveal,
  GuideTable,
} from '../../src/viewmodel/labs/guide.ts';
import { element } from './element.ts';
import type { Host } from './host.ts';
import { markdown } from './markdown.ts';

/** The question with its form; after the answer, what really happens. */
export function prediction({ prediction, pictureBase }: GuideModel, host: Host): HTMLElement {
  const area = element('section', { class: 'prediction', 'aria-label': 'Your prediction' });
  if (!prediction) {
    area.hidden = true;
    return area;
  }
  area.append(element('h2', {}, 'Your prediction'), markdown(prediction.question, pictureBase));
  if (prediction.answer === null) {
    area.append(form(prediction, host));
  } else {
    area.append(element('p', { class: 'answer' }, 'You predicted: ', element('strong', {}, prediction.answerText)));
    area.append(
      prediction.reveal
        ? revealed(prediction.reveal, pictureBase)
        : element('p', { class: 'quiet' }, 'Working out what really happens…'),
    );
  }
  return area;
}

function form({ input }: GuidePrediction, host: Host): HTMLElement {
  const submit = element('button', { type: 'submit', class: 'primary', 'data-key': 'answer' }, 'Record my answer');
  const made = element(
    'form',
    { novalidate: true },
    fields(input),
    element('p', { class: 'problem', role: 'alert', id: 'answer-problem' }),
    submit,
    element('p', { class: 'quiet' }, 'Once recorded, your answer stands, and you see what really happens.'),
  );
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    const answer = read(made, input);
    const problem = made.querySelector('.problem');
    if (answer !== null) host.send({ kind: 'answer', answer });
    else if (problem) problem.textContent = wanted(input);
  });
  return made;
}

function fields(input: GuideInput): HTMLElement {
  switch (input.kind) {
    case 'number':
      return element(
        'p',
        { class: 'field' },
        element('label', { for: 'answer' }, 'My answer'),
        element('input', {
          type: 'number',
          id: 'answer',
          name: 'answer',
          'data-key': 'answer-field',
          min: String(input.minimum),
          max: String(input.maximum),
          step: 'any',
          'aria-describedby': 'answer-problem',
        }),
        input.unit,
      );
    case 'choice':
      return element(
        'fieldset',
        {},
        element('legend', {}, 'My answer'),
        ...input.options.map(({ id, text }) =>
          element('label', { class: 'option' }, element('input', { type: 'radio', name: 'answer', value: id, 'data-key': `option-${id}` }), text),
        ),
      );
  }
}

/** The answer in the form, null where there is none that fits. */
function read(form: HTMLFormElement, input: GuideInput): Answer | null {
  const given = new FormData(form).get('answer');
  if (typeof given !== 'string' || given.trim() === '') return null;
  if (input.kind === 'choice') return given;
  const number = Number(given);
  return number >= input.minimum && number <= input.maximum ? number : null;
}

function wanted(input: GuideInput): string {
  return input.kind === 'number' ? `Type a number from ${input.minimum} to ${input.maximum}.` : 'Choose one of the answers.';
}

function revealed(reveal: GuideReveal, pictureBase: string): HTMLElement {
  const judged = reveal.right === null ? '' : reveal.right ? 'Your prediction was right. ' : 'Your prediction was off. ';
  return element(
    'div',
    { class: 'reveal' },
    element('h3', {}, 'What really happens'),
    element('p', { class: 'result' }, judged, reveal.result),
    reveal.table && table(reveal.table),
    markdown(reveal.explanation, pictureBase),
  );
}

function table({ caption, columns, rows }: GuideTable): HTMLElement {
  return element(
    'div',
    { class: 'scrolls', tabindex: '0', role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...columns.map((column) => element('th', { scope: 'col' }, column)))),
      element('tbody', {}, ...rows.map((row) => element('tr', {}, ...row.map((cell) => element('td', {}, cell))))),
    ),
  );
}
