import type { Lab, LabPack, Step, StepKind } from '../../labs/lab-pack.ts';
import { labSummary, stepProgress, type Progress, type StepAddress } from '../../labs/progress.ts';

/** How a step looks in the tree. `current` is the step that the guide shows, as long as it is neither done nor failed. */
export type StepLook = 'untouched' | 'current' | 'checking' | 'failed' | 'done';

/** A step as a row of the labs tree. */
export interface StepRow {
  readonly kind: 'step';
  readonly address: StepAddress;
  readonly stepKind: StepKind;
  readonly look: StepLook;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** The step has checks that can be run. */
  readonly checkable: boolean;
}

/** A lab as a row, with its steps below it. */
export interface LabRow {
  readonly kind: 'lab';
  readonly pack: string;
  readonly lab: string;
  readonly done: boolean;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly children: readonly StepRow[];
}

/** A lab pack as a row, with its labs below it. */
export interface PackRow {
  readonly kind: 'pack';
  readonly pack: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly children: readonly LabRow[];
}

/** Any row of the labs tree. */
export type LabsRow = PackRow | LabRow | StepRow;

/** What the tree shows of steps beside their progress. */
export interface LabsAttention {
  /** The step that the guide shows. */
  readonly current: StepAddress | null;
  readonly isChecking: (address: StepAddress) => boolean;
}

/** Rows of the labs tree: packs, their labs, their steps. */
export function labsRows(packs: readonly LabPack[], progress: Progress, attention: LabsAttention): readonly PackRow[] {
  return packs.map((pack) => ({
    kind: 'pack',
    pack: pack.id,
    label: pack.title,
    description: pack.version,
    tooltip: `${pack.description}\n\nBy ${pack.authors.join(', ')}. Licence: ${pack.licence}.`,
    children: pack.labs.map((lab) => labRow(pack, lab, progress, attention)),
  }));
}

function labRow(pack: LabPack, lab: Lab, progress: Progress, attention: LabsAttention): LabRow {
  const { state, done, steps } = labSummary(progress, pack, lab);
  const status = state === 'untouched' ? '' : state === 'done' ? ', done' : `, ${done} of ${steps} done`;
  return {
    kind: 'lab',
    pack: pack.id,
    lab: lab.id,
    done: state === 'done',
    label: lab.title,
    description: `${lab.minutes} min${status}`,
    tooltip: ['You will:', ...lab.goals.map((goal) => `• ${goal}`)].join('\n'),
    children: lab.steps.map((step, index) => {
      const address = { pack: pack.id, lab: lab.id, step: step.id };
      return stepRow(step, index + 1, address, stepLook(address, progress, attention));
    }),
  };
}

/** `number` counts the steps of a lab from 1. */
function stepRow(step: Step, number: number, address: StepAddress, look: StepLook): StepRow {
  return {
    kind: 'step',
    address,
    stepKind: step.kind,
    look,
    label: `${number}. ${step.title}`,
    description: [stepKindWord(step.kind), ...lookWord(look)].join(', '),
    tooltip: `${step.title}\n${stepKindSentence(step.kind)}`,
    checkable: isCheckable(step),
  };
}

/** The step has checks that a student runs; those of a predict step run when it is answered. */
export function isCheckable({ checks, kind }: Step): boolean {
  return checks.length > 0 && kind !== 'predict';
}

function stepLook(address: StepAddress, progress: Progress, { current, isChecking }: LabsAttention): StepLook {
  if (isChecking(address)) return 'checking';
  const { state } = stepProgress(progress, address);
  if (state !== 'untouched') return state;
  return current && sameStep(current, address) ? 'current' : 'untouched';
}

/** Whether two addresses name the same step. */
export function sameStep(one: StepAddress, other: StepAddress): boolean {
  return one.pack === other.pack && one.lab === other.lab && one.step === other.step;
}

function lookWord(look: StepLook): readonly string[] {
  switch (look) {
    case 'untouched':
    case 'current':
      return [];
    case 'checking':
      return ['checking…'];
    case 'failed':
      return ['not passed yet'];
    case 'done':
      return ['done'];
  }
}

/** One word or two for the kind of a step. */
export function stepKindWord(kind: StepKind): string {
  switch (kind) {
    case 'read':
      return 'read';
    case 'do':
      return 'do it';
    case 'code':
      return 'write code';
    case 'predict':
      return 'predict';
  }
}

function stepKindSentence(kind: StepKind): string {
  switch (kind) {
    case 'read':
      return 'A text to read.';
    case 'do':
      return 'Something to do in the data center.';
    case 'code':
      return 'Code to write and check.';
    case 'predict':
      return 'A question to answer before you see what happens.';
  }
}
