import { stepProgress, type Progress } from '../../labs/progress.ts';
import type { Step } from '../../labs/lab-pack.ts';
import { stateText } from '../../viewmodel/labs/guide-model.ts';
import { stepKindWord } from '../../viewmodel/labs/rows.ts';
import type { CurrentStep } from '../labs/current-step.ts';
import type { PackLibrary } from '../labs/pack-library.ts';
import type { ProgressStore } from '../labs/progress-store.ts';
import { stepsOf, type LabSubject, type StepSubject } from '../labs/step-subject.ts';
import { type CommandArguments, isRecord, textOf } from '../util/arguments.ts';
import { pick } from '../util/pick.ts';
import { sayNothingToDo } from '../util/report.ts';

export interface LabsPickParts {
  readonly library: PackLibrary;
  readonly progress: ProgressStore;
  readonly current: CurrentStep;
}

/** Finds the lab or step that a command is about: the one named, the one the student is at, or the one picked. */
export class LabsPick {
  readonly #parts: LabsPickParts;

  constructor(parts: LabsPickParts) {
    this.#parts = parts;
  }

  /** Arguments: `lab`, and `pack` where the id alone is not enough. Throws one sentence if there is no such lab. */
  async lab(given: CommandArguments): Promise<LabSubject | undefined> {
    const { library, progress } = this.#parts;
    await library.ready();
    const id = textOf(given, 'lab');
    if (id !== undefined) {
      const found = library.findLab(textOf(given, 'pack'), id);
      if (!found) throw new Error(`There is no lab "${id}".`);
      return found;
    }
    const labs = library.labs();
    if (labs.length === 0) sayNothingToDo('There is no lab.');
    if (labs.length <= 1) return labs[0];
    const choices = labs.map((subject) => ({
      label: `$(beaker) ${subject.lab.title}`,
      description: `${subject.lab.minutes} min, ${doneText(subject, progress.progress)}`,
      detail: subject.loaded.pack.title,
      value: subject,
    }));
    return pick(choices, 'Open which lab?');
  }

  /**
   * Arguments: `lab` and `step`, and `pack`. Without them it is the step that the student is at, if it `fits`, else one
   * is picked from those that do.
   */
  async step(given: CommandArguments, fits: (step: Step) => boolean, question: string): Promise<StepSubject | undefined> {
    const { library, current } = this.#parts;
    await library.ready();
    const named = stepArguments(given);
    if (named) {
      const found = library.findStep(named);
      if (!found) throw new Error(`There is no step "${named.step}" in a lab "${named.lab}".`);
      if (!fits(found.step)) throw new Error(`"${found.step.title}" is not a step for this.`);
      return found;
    }
    const here = current.address ? library.findStep(current.address) : undefined;
    return here && fits(here.step) ? here : this.#pickStep(fits, question);
  }

  async #pickStep(fits: (step: Step) => boolean, question: string): Promise<StepSubject | undefined> {
    const { library, progress } = this.#parts;
    const choices = library
      .labs()
      .flatMap(stepsOf)
      .filter(({ step }) => fits(step))
      .map((subject) => ({
        label: subject.step.title,
        description: `${stepKindWord(subject.step.kind)}, ${stateText(stepProgress(progress.progress, subject.address).state).toLowerCase()}`,
        detail: subject.lab.title,
        value: subject,
      }));
    return pick(choices, question);
  }
}

/** Names of a step among the arguments, given plainly or by a row of the labs tree. */
function stepArguments(given: CommandArguments) {
  const named = isRecord(given['address']) ? given['address'] : given;
  const [pack, lab, step] = [textOf(named, 'pack'), textOf(named, 'lab'), textOf(named, 'step')];
  return lab !== undefined && step !== undefined ? { ...(pack !== undefined && { pack }), lab, step } : undefined;
}

function doneText(subject: LabSubject, progress: Progress): string {
  const steps = stepsOf(subject);
  const done = steps.filter(({ address }) => stepProgress(progress, address).state === 'done').length;
  return done === 0 ? 'not started' : done === steps.length ? 'done' : `${done} of ${steps.length} steps done`;
}
