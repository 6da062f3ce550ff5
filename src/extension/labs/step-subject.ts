import type * as vscode from 'vscode';
import type { Lab, LabPack, Step } from '../../labs/lab-pack.ts';
import type { StepAddress } from '../../labs/progress.ts';

/** A pack and the folder it lies in. */
export interface LoadedPack {
  readonly pack: LabPack;
  readonly folder: vscode.Uri;
}

export interface LabSubject {
  readonly loaded: LoadedPack;
  readonly lab: Lab;
}

/** A step together with all that it belongs to. */
export interface StepSubject extends LabSubject {
  readonly step: Step;
  readonly address: StepAddress;
}

/** Names a step in maps. */
export function addressKey({ pack, lab, step }: StepAddress): string {
  return `${pack}/${lab}/${step}`;
}

/** A step with the lab and pack that it belongs to. */
export function stepSubject({ loaded, lab }: LabSubject, step: Step): StepSubject {
  return { loaded, lab, step, address: { pack: loaded.pack.id, lab: lab.id, step: step.id } };
}

/** The steps of a lab, in order. */
export function stepsOf(subject: LabSubject): readonly StepSubject[] {
  return subject.lab.steps.map((step) => stepSubject(subject, step));
}
