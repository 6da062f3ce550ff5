import type { Lab, LabPack, Step } from '../../labs/lab-pack.ts';
import { stepProgress, type Progress, type StepProgress, type StepState } from '../../labs/progress.ts';
import type { GuideButton, GuideModel, GuideNotice, GuideTask } from './guide.ts';
import { guidePrediction } from './prediction.ts';
import type { RevealView } from './reveal-view.ts';
import { isCheckable, stepKindWord } from './rows.ts';
import { guideVerdict, type CheckRun } from './verdict-view.ts';

/** What the guide needs to know of the editor and the world. */
export interface GuideSurroundings {
  /** The workspace is trusted: code may run. */
  readonly trusted: boolean;
  /** There is a folder for the student's files. */
  readonly folderOpen: boolean;
  /** The lab's own data center is the one shown. */
  readonly worldLoaded: boolean;
}

/** The step that is shown, and what came of it so far. */
export interface GuideSubject {
  readonly pack: LabPack;
  readonly lab: Lab;
  readonly step: Step;
  /** Markdown of the step; a first line that repeats its title is left out. */
  readonly text: string;
  /** Markdown that explains what was predicted; empty for other steps. */
  readonly explanation: string;
  readonly pictureBase: string;
  readonly run: CheckRun;
  readonly revealed: RevealView | null;
}

/** A step as the guide shows it. */
export function guideModel(subject: GuideSubject, progress: Progress, surroundings: GuideSurroundings): GuideModel {
  const { pack, lab, step } = subject;
  const index = lab.steps.indexOf(step);
  const address = { pack: pack.id, lab: lab.id, step: step.id };
  const own = stepProgress(progress, address);
  return {
    address,
    labTitle: lab.title,
    title: step.title,
    kind: step.kind,
    kindText: stepKindWord(step.kind),
    state: own.state,
    stateText: stateText(own.state),
    positionText: `Step ${index + 1} of ${lab.steps.length}`,
    steps: lab.steps.map(({ id, title }) => ({
      step: id,
      title,
      state: stepProgress(progress, { ...address, step: id }).state,
      shown: id === step.id,
    })),
    previous: lab.steps[index - 1]?.id ?? null,
    next: lab.steps[index + 1]?.id ?? null,
    text: withoutTitle(subject.text),
    pictureBase: subject.pictureBase,
    notices: notices(lab, step, surroundings),
    buttons:
      // Without a folder there is no file to open, check or reset.
      step.kind === 'code' && !surroundings.folderOpen
        ? hintButton(step, own)
        : buttons(step, own, subject.run, index === lab.steps.length - 1),
    prediction:
      step.kind === 'predict'
        ? guidePrediction(step, own.answer, {
            right: cameTrue(step, subject.run),
            view: subject.revealed,
            explanation: subject.explanation,
          })
        : null,
    // The form tells what came of a prediction.
    verdict: guideVerdict(step.kind === 'predict' ? [] : step.checks, step.kind === 'predict' ? { kind: 'none' } : subject.run, own),
    hints: { shown: step.hints.slice(0, own.hintsShown).map(({ text }) => text), total: step.hints.length },
  };
}

/** The state of a step in a word or two. */
export function stateText(state: StepState): string {
  switch (state) {
    case 'untouched':
      return 'Not started';
    case 'failed':
      return 'Not passed yet';
    case 'done':
      return 'Done';
  }
}

/** The guide shows the title itself. */
function withoutTitle(text: string): string {
  return text.replace(/^\s*# [^\n]*\n/, '');
}

/** Checks of a predict step say whether the answer was right; without checks the student compares. */
function cameTrue(step: Step, run: CheckRun): boolean | null {
  const decided = run.kind === 'finished' && run.verdict.ending.kind === 'completed' && step.checks.length > 0;
  return decided ? run.verdict.passed : null;
}

function notices(lab: Lab, step: Step, surroundings: GuideSurroundings): readonly GuideNotice[] {
  const found: GuideNotice[] = [];
  if (!surroundings.trusted && step.checks.length > 0) {
    found.push({
      text: 'This folder is not trusted, so no code runs here. You can read everything; checks need trust.',
      buttons: [button('manage-trust', 'Manage trust', true)],
    });
  }
  if (step.kind === 'code' && !surroundings.folderOpen) {
    found.push({
      text: 'Your code needs a folder to live in.',
      buttons: [
        button('open-folder', 'Open a folder…', true),
        button('use-practice-folder', 'Use a practice folder'),
      ],
    });
  }
  if (step.kind === 'do' && lab.world !== null && !surroundings.worldLoaded) {
    found.push({
      text: 'The data center in the sidebar is not the one of this lab.',
      buttons: [button('load-world', "Load the lab's data center", true)],
    });
  }
  return found;
}

function buttons(step: Step, own: StepProgress, run: CheckRun, isLast: boolean): readonly GuideButton[] {
  const open = own.state !== 'done';
  const list: GuideButton[] = [];
  if (step.kind === 'do') list.push(button('show-data-center', 'Show the data center'));
  if (step.kind === 'code') list.push(button('open-file', 'Open the file'));
  if (isCheckable(step)) list.push(checkButton(run, open));
  if (step.kind === 'do' || (step.kind === 'predict' && !open)) list.push(button('show-timeline', 'Show the timeline'));
  list.push(...hintButton(step, own));
  if (step.kind === 'code') list.push(button('solution', 'Solution'));
  if (own.state !== 'untouched' || step.kind === 'code') list.push(button('reset', 'Reset'));
  if (step.kind === 'read' && open && isLast) list.push(button('finish-reading', 'I have read this', true));
  return list;
}

function hintButton({ hints }: Step, { hintsShown }: StepProgress): readonly GuideButton[] {
  return hints.length > hintsShown ? [button('hint', hintsShown === 0 ? 'Hint' : 'Next hint')] : [];
}

function checkButton(run: CheckRun, primary: boolean): GuideButton {
  return run.kind === 'running' ? button('stop-check', 'Stop', true) : button('check', 'Check', primary);
}

function button(task: GuideTask, label: string, primary = false): GuideButton {
  return { task, label, primary };
}
