import * as vscode from 'vscode';
import type { PackLibrary } from '../labs/pack-library.ts';
import type { FinishedCheck, StepChecker } from '../labs/step-checker.ts';
import { addressKey, stepsOf } from '../labs/step-subject.ts';
import type { StudentEditors } from '../labs/student-editors.ts';
import { isCode, type StudentFiles } from '../labs/student-files.ts';
import { TestReport } from './test-report.ts';
import { selectedSteps, type SelectedStep } from './test-selection.ts';
import { TestTree } from './test-tree.ts';

export interface LabTestsParts {
  readonly library: PackLibrary;
  readonly checker: StepChecker;
  readonly files: StudentFiles;
  readonly editors: StudentEditors;
}

/** The labs' checks in the Test Explorer. */
export class LabTests implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('virtlab.labs', 'VirtLab Labs');
  readonly #parts: LabTestsParts;
  readonly #tree: TestTree;
  readonly #report: TestReport;
  readonly #subscriptions: vscode.Disposable[];

  constructor(parts: LabTestsParts) {
    const { library, checker, files, editors } = parts;
    this.#parts = parts;
    this.#tree = new TestTree(this.controller, library, files);
    this.#report = new TestReport(this.#tree, editors);
    this.controller.resolveHandler = (item) => (item ? undefined : this.#load());
    this.controller.refreshHandler = () => this.#load();
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => this.run(request, token);
    this.controller.createRunProfile('Check', vscode.TestRunProfileKind.Run, run, true, undefined, true);
    this.#subscriptions = [
      library.onDidChange(() => this.#tree.build()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#tree.build()),
      vscode.workspace.onDidSaveTextDocument((document) => this.#invalidate(document.uri)),
      checker.onDidFinish((finished) => this.#showElsewhere(finished)),
    ];
    if (library.packs.length > 0) this.#tree.build();
  }

  /** Runs what a request asks for; resolves when all of it is reported. */
  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    await this.#parts.library.ready();
    if (request.continuous) this.#runOnSave(request, token);
    else await this.#runOnce(request, this.#selected(request), token);
  }

  dispose(): void {
    for (const each of [...this.#subscriptions, this.controller]) each.dispose();
  }

  async #load(): Promise<void> {
    await this.#parts.library.ready();
    this.#tree.build();
  }

  #selected(request: vscode.TestRunRequest): readonly SelectedStep[] {
    return selectedSteps(request, this.controller.items, this.#tree);
  }

  async #runOnce(
    request: vscode.TestRunRequest,
    steps: readonly SelectedStep[],
    token: vscode.CancellationToken,
  ): Promise<void> {
    const run = this.controller.createTestRun(request);
    const abort = new AbortController();
    const cancelled = [token, run.token].map((each) => each.onCancellationRequested(() => abort.abort()));
    try {
      for (const { checks } of steps) for (const item of checks) run.enqueued(item);
      for (const step of steps) {
        if (abort.signal.aborted || token.isCancellationRequested) break;
        if (isCode(step.subject) && !(await this.#parts.files.isBegun(step.subject))) {
          this.#report.writeNotBegun(run, step);
          continue;
        }
        for (const item of step.checks) run.started(item);
        const verdict = await this.#parts.checker.check(step.subject, 'tests', abort.signal);
        this.#report.write(run, step, verdict);
      }
    } finally {
      run.end();
      for (const each of cancelled) each.dispose();
    }
  }

  /** Continuous run: a step is run again whenever one of its files is saved, until the token says stop. */
  #runOnSave(request: vscode.TestRunRequest, token: vscode.CancellationToken): void {
    const saves = vscode.workspace.onDidSaveTextDocument((document) => {
      const steps = this.#selected(request);
      const owner = this.#parts.files.owner(document.uri, steps.map(({ subject }) => subject));
      const step = owner && steps.find(({ subject }) => addressKey(subject.address) === addressKey(owner.address));
      if (step) void this.#runOnce(request, [step], token);
    });
    token.onCancellationRequested(() => {
      saves.dispose();
    });
  }

  /** A run begun by the guide, the tree or a command is seen here too. */
  #showElsewhere({ subject, verdict, origin }: FinishedCheck): void {
    const item = this.#tree.stepItem(subject);
    if (!item || origin === 'tests' || verdict.ending.kind === 'cancelled') return;
    const run = this.controller.createTestRun(new vscode.TestRunRequest([item], undefined, undefined, false, true), undefined, false);
    const checks: vscode.TestItem[] = [];
    item.children.forEach((child) => checks.push(child));
    this.#report.write(run, { subject, checks }, verdict);
    run.end();
  }

  /** What was found in a file that has changed is out of date. */
  #invalidate(file: vscode.Uri): void {
    const subjects = this.#parts.library.labs().flatMap(stepsOf);
    const owner = this.#parts.files.owner(file, subjects);
    const item = owner && this.#tree.stepItem(owner);
    if (item) this.controller.invalidateTestResults(item);
  }
}
