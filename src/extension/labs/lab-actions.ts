import type { Answer } from '../../labs/lab-pack.ts';
import {
  recordAnswer,
  recordHint,
  recordRead,
  recordSolutionShown,
  resetStep,
  stepProgress,
} from '../../labs/progress.ts';
import type { Verdict } from '../../labs/verdict.ts';
import { answerProblem } from '../../viewmodel/labs/prediction.ts';
import { confirmed } from '../util/ask.ts';
import { sayDone } from '../util/report.ts';
import type { CurrentStep } from './current-step.ts';
import type { LabWorld } from './lab-world.ts';
import type { ProgressStore } from './progress-store.ts';
import type { StepChecker } from './step-checker.ts';
import { stepsOf, type LabSubject, type StepSubject } from './step-subject.ts';
import { isCode, type StudentFiles } from './student-files.ts';
import type { StudentEditors } from './student-editors.ts';

export interface LabActionsParts {
  readonly progress: ProgressStore;
  readonly current: CurrentStep;
  readonly checker: StepChecker;
  readonly labWorld: LabWorld;
  readonly files: StudentFiles;
  readonly editors: StudentEditors;
  /** Brings the guide with this step to the front. */
  readonly showGuide: (subject: StepSubject) => Promise<void>;
}

/** What a student does with labs, whether by a button of the guide, in the tree or by a command. `unasked` puts no questions. */
export class LabActions {
  readonly #parts: LabActionsParts;

  constructor(parts: LabActionsParts) {
    this.#parts = parts;
  }

  /** Loads the lab's data center, unless it is there, and opens the first step that is not done. */
  async openLab(subject: LabSubject, unasked = false): Promise<StepSubject> {
    if (!this.#parts.labWorld.isLoaded(subject)) await this.#parts.labWorld.load(subject, unasked);
    const steps = stepsOf(subject);
    const { progress } = this.#parts.progress;
    const [first] = steps;
    const open = steps.find(({ address }) => stepProgress(progress, address).state !== 'done') ?? first;
    if (!open) throw new Error(`The lab "${subject.lab.title}" has no steps.`);
    await this.openStep(open);
    return open;
  }

  /** Opens the step's guide. */
  async showGuide(subject: StepSubject): Promise<void> {
    this.#parts.current.set(subject.address);
    await this.#parts.showGuide(subject);
  }

  /** Opens the step's guide, and its file if it has one. */
  async openStep(subject: StepSubject): Promise<void> {
    await this.showGuide(subject);
    await this.#parts.labWorld.loadIntoNothing(subject);
    if (!isCode(subject) || !this.#parts.files.root()) return;
    await this.#parts.files.make(subject);
    await this.#parts.editors.open(subject);
  }

  check(subject: StepSubject, signal?: AbortSignal): Promise<Verdict> {
    return this.#parts.checker.check(subject, 'student', signal);
  }

  /** Opens the next hint. Returns its text, or null if all are open. */
  async hint(subject: StepSubject): Promise<string | null> {
    const { progress } = this.#parts;
    const next = subject.step.hints[stepProgress(progress.progress, subject.address).hintsShown];
    if (!next) return null;
    await progress.update((before) => recordHint(before, subject.address));
    return next.text;
  }

  async finishReading(subject: StepSubject): Promise<void> {
    await this.#parts.progress.update((progress) => recordRead(progress, subject.address));
  }

  /** Records a prediction; the first one stands. Returns a sentence if it does not fit the question. */
  async answer(subject: StepSubject, answer: Answer): Promise<string | null> {
    const { step, address } = subject;
    if (step.kind !== 'predict') return 'This step asks no question.';
    const problem = answerProblem(step.question, answer);
    if (problem !== null) return problem;
    await this.#parts.progress.update((progress) => recordAnswer(progress, address, answer));
    if (step.checks.length > 0) await this.#parts.checker.check(subject, 'student');
    return null;
  }

  /** Puts the step back to its start; the student's files are kept as a backup. Returns false if the student declined. */
  async reset(subject: StepSubject, now: Date, unasked = false): Promise<boolean> {
    if (!unasked && !(await confirmReset(subject))) return false;
    const { files, labWorld, checker, progress } = this.#parts;
    const backup = isCode(subject) ? await files.reset(subject, now) : undefined;
    if (subject.step.kind === 'do') await labWorld.load(subject, true);
    await progress.update((before) => resetStep(before, subject.address));
    checker.forget(subject.address);
    sayDone(backup ? 'The step starts again. A backup of your file is in virtlab-labs/.backups.' : 'The step starts again.');
    return true;
  }

  /** Shows the solution beside the student's file. Returns false if the student declined. */
  async solution(subject: StepSubject, unasked = false): Promise<boolean> {
    if (!isCode(subject)) return false;
    if (!unasked && !(await confirmSolution(subject))) return false;
    await this.#parts.files.make(subject);
    await this.#parts.editors.compareWithSolution(subject);
    await this.#parts.progress.update((progress) => recordSolutionShown(progress, subject.address));
    return true;
  }
}

async function confirmReset({ step, lab }: StepSubject): Promise<boolean> {
  const detail = {
    code: 'Your file starts again from what the lab gave you. What you wrote is kept in virtlab-labs/.backups.',
    do: `The data center of "${lab.title}" starts again; the one in the sidebar is kept and can be brought back.`,
    predict: 'Your answer is forgotten, and you can predict again.',
    read: 'The step is marked as not read.',
  }[step.kind];
  return confirmed(`Reset "${step.title}"?`, detail, 'Reset');
}

async function confirmSolution({ step }: StepSubject): Promise<boolean> {
  const detail = 'It opens beside your file, which is not changed. Hints may take you there by yourself.';
  return confirmed(`Show the solution of "${step.title}"?`, detail, 'Show the Solution');
}
