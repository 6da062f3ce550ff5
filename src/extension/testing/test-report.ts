import * as vscode from 'vscode';
import type { CheckResult, Verdict } from '../../labs/verdict.ts';
import { verdictSummary } from '../../viewmodel/labs/verdict-view.ts';
import type { StepSubject } from '../labs/step-subject.ts';
import type { StudentEditors } from '../labs/student-editors.ts';
import type { SelectedStep } from './test-selection.ts';
import type { TestTree } from './test-tree.ts';

/** Writes verdicts into a run of the Test Explorer. */
export class TestReport {
  readonly #tree: TestTree;
  readonly #editors: StudentEditors;

  constructor(tree: TestTree, editors: StudentEditors) {
    this.#tree = tree;
    this.#editors = editors;
  }

  /** Reports those of the verdict's checks that were asked for. */
  write(run: vscode.TestRun, { subject, checks }: SelectedStep, verdict: Verdict): void {
    const wanted = new Set(checks);
    run.appendOutput(`${subject.step.title}: ${verdictSummary(verdict)}\r\n`);
    if (verdict.output !== '') run.appendOutput(withCarriageReturns(verdict.output));
    for (const result of verdict.checks) {
      const item = this.#tree.checkItem(subject, result.id);
      if (item && wanted.has(item)) this.#report(run, item, subject, result);
    }
    if (verdict.ending.kind !== 'stopped') return;
    const { message } = verdict.ending;
    // Without this a run that could not start would look as if nothing had been asked.
    const item = this.#tree.stepItem(subject);
    if (item) run.errored(item, new vscode.TestMessage(message));
  }

  /** A step that the student has not opened yet has not failed. */
  writeNotBegun(run: vscode.TestRun, { subject, checks }: SelectedStep): void {
    run.appendOutput(`${subject.step.title}: not opened yet, so there is nothing to check.\r\n`);
    for (const item of checks) run.skipped(item);
  }

  #report(run: vscode.TestRun, item: vscode.TestItem, subject: StepSubject, result: CheckResult): void {
    const location = result.place ? (this.#editors.location(subject, result.place) ?? undefined) : undefined;
    if (result.output !== '') run.appendOutput(withCarriageReturns(result.output), location, item);
    switch (result.state) {
      case 'passed':
        run.passed(item, result.durationMilliseconds);
        break;
      case 'failed':
        run.failed(item, this.#message(subject, result, location), result.durationMilliseconds);
        break;
      case 'error':
        run.errored(item, this.#message(subject, result, location), result.durationMilliseconds);
        break;
      case 'skipped':
        run.skipped(item);
        break;
    }
  }

  #message(subject: StepSubject, result: CheckResult, location: vscode.Location | undefined): vscode.TestMessage {
    const message = new vscode.TestMessage(result.message === '' ? 'This check did not pass.' : result.message);
    if (result.expected !== null) message.expectedOutput = result.expected;
    if (result.actual !== null) message.actualOutput = result.actual;
    if (location) message.location = location;
    message.stackTrace = result.stack.flatMap(({ name, place }) => {
      const at = this.#editors.location(subject, place);
      return at ? [new vscode.TestMessageStackFrame(name, at.uri, at.range.start)] : [];
    });
    return message;
  }
}

/** What a terminal wants at the end of a line. */
function withCarriageReturns(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
