import * as vscode from 'vscode';
import type { PackLibrary } from './pack-library.ts';
import type { StepChecker } from './step-checker.ts';
import { stepsOf } from './step-subject.ts';
import type { StudentFiles } from './student-files.ts';

/** Runs the checks of a step when one of its files is saved, where the setting `virtlab.labs.checkOnSave` says so. */
export function registerCheckOnSave(library: PackLibrary, files: StudentFiles, checker: StepChecker): vscode.Disposable {
  return vscode.workspace.onDidSaveTextDocument((document) => {
    const wanted = vscode.workspace.getConfiguration('virtlab.labs').get<boolean>('checkOnSave', false);
    if (!wanted || !vscode.workspace.isTrusted) return;
    const subject = files.owner(document.uri, library.labs().flatMap(stepsOf));
    if (subject) void checker.check(subject, 'student');
  });
}
