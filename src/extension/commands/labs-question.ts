import type { Answer, Question } from '../../labs/lab-pack.ts';
import { answerProblem } from '../../viewmodel/labs/prediction.ts';
import { ask } from '../util/ask.ts';
import { pick } from '../util/pick.ts';

/** Asks for a prediction where there is no form; undefined if the student thinks better of it. */
export async function askPrediction(question: Question): Promise<Answer | undefined> {
  const prompt = question.text.replaceAll('`', '').replaceAll('*', '');
  if (question.kind === 'choice') {
    return pick(question.options.map(({ id, text }) => ({ label: text, value: id })), prompt);
  }
  const typed = await ask({
    title: 'Your prediction',
    prompt,
    placeHolder: question.unit,
    check: (answer) => answerProblem(question, numberIn(answer)) ?? undefined,
  });
  return typed === undefined ? undefined : numberIn(typed);
}

function numberIn(typed: string): number {
  return typed === '' ? Number.NaN : Number(typed);
}
