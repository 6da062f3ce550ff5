import type { Answer, PredictStep, Question } from '../../labs/lab-pack.ts';
import type { GuideInput, GuidePrediction } from './guide.ts';
import type { RevealView } from './reveal-view.ts';

/** What there is to reveal; `view` is null until it is worked out, `right` where nothing compares. */
export interface Revealing {
  readonly right: boolean | null;
  readonly view: RevealView | null;
  readonly explanation: string;
}

/** The question of a step with the answer, if there is one, and what is revealed after it. */
export function guidePrediction(
  step: PredictStep,
  answer: Answer | null,
  { right, view, explanation }: Revealing,
): GuidePrediction {
  return {
    question: step.question.text,
    input: guideInput(step.question),
    answer,
    answerText: answer === null ? null : answerText(step.question, answer),
    // The explanation stays unseen, and unsent, until there is an answer.
    reveal: answer === null || view === null ? null : { ...view, right, explanation },
  };
}

function guideInput(question: Question): GuideInput {
  switch (question.kind) {
    case 'number':
      return { kind: 'number', unit: question.unit, minimum: question.minimum, maximum: question.maximum };
    case 'choice':
      return { kind: 'choice', options: question.options };
  }
}

function answerText(question: Question, answer: Answer): string {
  switch (question.kind) {
    case 'number':
      return question.unit === '' ? String(answer) : `${answer} ${question.unit}`;
    case 'choice':
      return question.options.find(({ id }) => id === answer)?.text ?? String(answer);
  }
}

/** Null if the answer fits the question, else one sentence that says what would. */
export function answerProblem(question: Question, answer: Answer): string | null {
  switch (question.kind) {
    case 'number': {
      const { minimum, maximum } = question;
      const fits = typeof answer === 'number' && answer >= minimum && answer <= maximum;
      return fits ? null : `Type a number from ${minimum} to ${maximum}.`;
    }
    case 'choice':
      return question.options.some(({ id }) => id === answer) ? null : 'Choose one of the answers.';
  }
}
