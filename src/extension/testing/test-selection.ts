import type * as vscode from 'vscode';
import { addressKey, type StepSubject } from '../labs/step-subject.ts';
import type { TestTree } from './test-tree.ts';

/** A step to run, and the items of it that were asked for. */
export interface SelectedStep {
  readonly subject: StepSubject;
  readonly checks: readonly vscode.TestItem[];
}

/** The steps that a request covers, with the checks asked for, those excluded left out. */
export function selectedSteps(
  request: vscode.TestRunRequest,
  all: vscode.TestItemCollection,
  tree: TestTree,
): readonly SelectedStep[] {
  const excluded = new Set(request.exclude);
  const found = new Map<string, { subject: StepSubject; checks: Set<vscode.TestItem> }>();
  const visit = (item: vscode.TestItem): void => {
    if (excluded.has(item)) return;
    const data = tree.data(item);
    if (data?.kind === 'check') {
      const key = addressKey(data.subject.address);
      const step = found.get(key) ?? { subject: data.subject, checks: new Set() };
      step.checks.add(item);
      found.set(key, step);
    } else item.children.forEach(visit);
  };
  if (request.include) request.include.forEach(visit);
  else all.forEach(visit);
  return [...found.values()].map(({ subject, checks }) => ({ subject, checks: [...checks] }));
}
