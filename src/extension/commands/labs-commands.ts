import * as vscode from 'vscode';
import type { Answer } from '../../labs/lab-pack.ts';
import type { StepAddress } from '../../labs/progress.ts';
import type { Verdict } from '../../labs/verdict.ts';
import { isCheckable } from '../../viewmodel/labs/rows.ts';
import { verdictSummary } from '../../viewmodel/labs/verdict-view.ts';
import type { LabActions } from '../labs/lab-actions.ts';
import type { StepSubject } from '../labs/step-subject.ts';
import { argumentsOf, type CommandArguments } from '../util/arguments.ts';
import { sayDone, sayError, sayNothingToDo } from '../util/report.ts';
import { askPrediction } from './labs-question.ts';
import type { LabsPick } from './labs-pick.ts';

export interface LabsCommandsParts {
  readonly actions: LabActions;
  readonly pick: LabsPick;
}

type Run = (given: CommandArguments, parts: LabsCommandsParts) => Promise<unknown>;

const COMMANDS: Readonly<Record<string, Run>> = {
  'lab.open': openLab,
  'step.open': openStep,
  'step.check': checkStep,
  'step.hint': showHint,
  'step.answer': answerStep,
  'step.reset': resetStep,
  'step.solution': showSolution,
};

/** The commands on labs and steps. `confirmed: true` among the arguments asks nothing. */
export function registerLabsCommands(parts: LabsCommandsParts): vscode.Disposable {
  const registered = Object.entries(COMMANDS).map(([name, run]) =>
    vscode.commands.registerCommand(`virtlab.${name}`, async (raw: unknown) => {
      try {
        return await run(argumentsOf(raw, () => undefined), parts);
      } catch (error) {
        sayError(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** Arguments: `lab`. Returns the step that was opened. */
async function openLab(given: CommandArguments, { actions, pick }: LabsCommandsParts): Promise<StepAddress | undefined> {
  const subject = await pick.lab(given);
  return subject && (await actions.openLab(subject, isConfirmed(given))).address;
}

/** Arguments: `lab`, `step`. */
async function openStep(given: CommandArguments, { actions, pick }: LabsCommandsParts): Promise<StepAddress | undefined> {
  const subject = await pick.step(given, () => true, 'Open which step?');
  if (subject) await actions.openStep(subject);
  return subject?.address;
}

/** Arguments: `lab`, `step`. Returns the verdict. */
async function checkStep(given: CommandArguments, { actions, pick }: LabsCommandsParts): Promise<Verdict | undefined> {
  const subject = await pick.step(given, isCheckable, 'Check which step?');
  if (!subject) return undefined;
  const verdict = await checkWithProgress(subject, actions);
  sayVerdict(subject, verdict, actions);
  return verdict;
}

function checkWithProgress(subject: StepSubject, actions: LabActions): Promise<Verdict> {
  const options = { location: vscode.ProgressLocation.Window, title: `Checking "${subject.step.title}"` };
  return Promise.resolve(vscode.window.withProgress(options, () => actions.check(subject)));
}

function sayVerdict(subject: StepSubject, verdict: Verdict, actions: LabActions): void {
  const { title } = subject.step;
  if (verdict.passed) sayDone(`"${title}": ${verdictSummary(verdict)}`);
  else if (verdict.ending.kind !== 'cancelled') void offerGuide(subject, `"${title}": ${verdictSummary(verdict)}`, actions);
}

async function offerGuide(subject: StepSubject, sentence: string, actions: LabActions): Promise<void> {
  const show = 'Show in the Guide';
  if ((await vscode.window.showWarningMessage(sentence, show)) === show) await actions.showGuide(subject);
}

/** Arguments: `lab`, `step`. Returns the hint's text. */
async function showHint(given: CommandArguments, { actions, pick }: LabsCommandsParts): Promise<string | null | undefined> {
  const subject = await pick.step(given, ({ hints }) => hints.length > 0, 'A hint for which step?');
  if (!subject) return undefined;
  const hint = await actions.hint(subject);
  if (hint === null) sayNothingToDo(`All hints of "${subject.step.title}" are open in the guide.`);
  await actions.showGuide(subject);
  return hint;
}

/** Arguments: `lab`, `step`, `answer`. Returns whether the prediction was recorded. */
async function answerStep(given: CommandArguments, { actions, pick }: LabsCommandsParts): Promise<boolean> {
  const subject = await pick.step(given, ({ kind }) => kind === 'predict', 'Predict in which step?');
  if (subject?.step.kind !== 'predict') return false;
  const answer = answerOf(given['answer']) ?? (await askPrediction(subject.step.question));
  if (answer === undefined) return false;
  const problem = await actions.answer(subject, answer);
  if (problem !== null) throw new Error(problem);
  await actions.showGuide(subject);
  return true;
}

function answerOf(given: unknown): Answer | undefined {
  return typeof given === 'number' || typeof given === 'string' ? given : undefined;
}

/** Arguments: `lab`, `step`. Returns whether the step was reset. */
async function resetStep(given: CommandArguments, { actions, pick }: LabsCommandsParts): Promise<boolean> {
  const subject = await pick.step(given, () => true, 'Reset which step?');
  return subject !== undefined && (await actions.reset(subject, new Date(), isConfirmed(given)));
}

/** Arguments: `lab`, `step`. Returns whether the solution is shown. */
async function showSolution(given: CommandArguments, { actions, pick }: LabsCommandsParts): Promise<boolean> {
  const subject = await pick.step(given, ({ kind }) => kind === 'code', 'The solution of which step?');
  return subject !== undefined && (await actions.solution(subject, isConfirmed(given)));
}

function isConfirmed(given: CommandArguments): boolean {
  return given['confirmed'] === true;
}
