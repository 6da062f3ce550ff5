import * as vscode from 'vscode';
import { stepProgress } from '../../labs/progress.ts';
import type { CurrentStep } from './current-step.ts';
import type { LabActions } from './lab-actions.ts';
import type { PackLibrary } from './pack-library.ts';
import type { ProgressStore } from './progress-store.ts';
import { stepsOf } from './step-subject.ts';

interface OpenAtStartParts {
  readonly library: PackLibrary;
  readonly progress: ProgressStore;
  readonly current: CurrentStep;
  readonly actions: LabActions;
}

/** Opens the lab that the settings name, unless a guide is open already; a data center of the user's stays. */
export async function openAtStart({ library, progress, current, actions }: OpenAtStartParts): Promise<void> {
  const named = vscode.workspace.getConfiguration('virtlab.labs').get<string>('openAtStart', '');
  if (named === '' || current.address) return;
  const subject = library.findLab(undefined, named);
  if (!subject) {
    void vscode.window.showWarningMessage(`The setting virtlab.labs.openAtStart names a lab "${named}", which is not there.`);
    return;
  }
  const steps = stepsOf(subject);
  const open = steps.find(({ address }) => stepProgress(progress.progress, address).state !== 'done') ?? steps[0];
  if (!open) return;
  await vscode.commands.executeCommand('virtlab.datacenter.focus');
  await actions.openStep(open);
}
