import * as vscode from 'vscode';
import type { Outcome } from '../../simulator/index.ts';

/** How long the status bar shows what was done, in milliseconds. */
const SHOWN_FOR = 6_000;

/** Says in the status bar what was done. */
export function sayDone(sentence: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${sentence}`, SHOWN_FOR);
}

/** Shows an error as a notification; whoever asked does not wait until it is closed. */
export function sayError(sentence: string): void {
  void vscode.window.showErrorMessage(sentence);
}

/** Tells that there is nothing to do, and why. */
export function sayNothingToDo(sentence: string): void {
  void vscode.window.showInformationMessage(sentence);
}

/** Says what came of a command, and hands its outcome on. */
export function report(outcome: Outcome, done: string): Outcome {
  if (outcome.ok) sayDone(done);
  else sayError(outcome.refusal);
  return outcome;
}
