import * as vscode from 'vscode';
import type { Provided, RunChecks } from '../../labs/check-request.ts';
import { planRun } from '../../labs/plan-run.ts';
import { recordVerdict, stepProgress, type StepAddress } from '../../labs/progress.ts';
import type { CheckResult, Verdict } from '../../labs/verdict.ts';
import type { CheckRun } from '../../viewmodel/labs/verdict-view.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { LabWorld } from './lab-world.ts';
import type { PackLibrary } from './pack-library.ts';
import type { ProgressStore } from './progress-store.ts';
import { NOT_TRUSTED } from './sandbox.ts';
import { addressKey, type StepSubject } from './step-subject.ts';
import { isCode, type StudentFiles } from './student-files.ts';
import { notRun } from './verdicts.ts';

/** Who wants to know. `watch` is the editor itself, which looks again when the world has changed. */
export type CheckOrigin = 'student' | 'tests' | 'watch';

export interface FinishedCheck {
  readonly subject: StepSubject;
  readonly verdict: Verdict;
  readonly origin: CheckOrigin;
}

export interface StepCheckerParts {
  readonly runChecks: RunChecks;
  readonly library: PackLibrary;
  readonly files: StudentFiles;
  readonly progress: ProgressStore;
  readonly world: WorldClient;
  readonly labWorld: LabWorld;
}

interface Run {
  readonly origin: CheckOrigin;
  readonly abort: AbortController;
  readonly results: CheckResult[];
}

/** Runs the checks of steps: the one place that does, for the guide, the tree, the palette and the Test Explorer. */
export class StepChecker implements vscode.Disposable {
  readonly #parts: StepCheckerParts;
  readonly #runs = new Map<string, Run>();
  readonly #verdicts = new Map<string, Verdict>();
  readonly #changed = new vscode.EventEmitter<StepAddress>();
  readonly #finished = new vscode.EventEmitter<FinishedCheck>();

  /** Fires when a run begins, a check is decided, a run ends, or its result is forgotten. */
  readonly onDidChange = this.#changed.event;
  readonly onDidFinish = this.#finished.event;

  constructor(parts: StepCheckerParts) {
    this.#parts = parts;
  }

  /** What is known of the step's checks in this session. */
  run(address: StepAddress): CheckRun {
    const key = addressKey(address);
    const run = this.#runs.get(key);
    if (run && run.origin !== 'watch') return { kind: 'running', results: run.results };
    const verdict = this.#verdicts.get(key);
    return verdict ? { kind: 'finished', verdict } : { kind: 'none' };
  }

  /**
   * Runs the step's checks, and records what they find. A run of the same step that is under way is stopped, since it
   * looks at what is out of date. Never rejects: what goes wrong is in the verdict.
   */
  async check(subject: StepSubject, origin: CheckOrigin, signal?: AbortSignal): Promise<Verdict> {
    this.stop(subject.address);
    const key = addressKey(subject.address);
    const run: Run = { origin, abort: new AbortController(), results: [] };
    const stop = () => run.abort.abort();
    signal?.addEventListener('abort', stop);
    this.#runs.set(key, run);
    // The editor's own looks are silent until they have found something.
    if (origin !== 'watch') this.#changed.fire(subject.address);
    const verdict = await this.#run(subject, run);
    signal?.removeEventListener('abort', stop);
    if (this.#runs.get(key) !== run) return verdict;
    this.#runs.delete(key);
    await this.#keep(subject, verdict, origin);
    return verdict;
  }

  /** Stops the run of this step, if there is one. */
  stop(address: StepAddress): void {
    this.#runs.get(addressKey(address))?.abort.abort();
  }

  /** Forgets the last verdict of a step. */
  forget(address: StepAddress): void {
    this.stop(address);
    this.#verdicts.delete(addressKey(address));
    this.#changed.fire(address);
  }

  dispose(): void {
    for (const { abort } of this.#runs.values()) abort.abort();
    this.#changed.dispose();
    this.#finished.dispose();
  }

  async #run(subject: StepSubject, run: Run): Promise<Verdict> {
    const obstacle = await this.#obstacle(subject);
    if (obstacle !== null) return notRun(subject.step, obstacle);
    try {
      const request = await planRun(
        subject.step,
        {
          packFile: (path) => this.#parts.library.text(subject.loaded, path),
          studentFile: async (path) => (isCode(subject) ? this.#parts.files.read(subject, path) : null),
        },
        await this.#provided(subject),
      );
      return await this.#parts.runChecks(request, run.abort.signal, (result) => {
        run.results.push(result);
        if (run.origin !== 'watch') this.#changed.fire(subject.address);
      });
    } catch (error) {
      return notRun(subject.step, `The checks could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Why nothing can be run now, in a sentence that says what helps; null if all is well. */
  async #obstacle(subject: StepSubject): Promise<string | null> {
    if (!vscode.workspace.isTrusted) return NOT_TRUSTED;
    if (isCode(subject) && !this.#parts.files.root()) return 'Open a folder for your files first, then check again.';
    if (isCode(subject) && !(await this.#parts.files.isBegun(subject))) {
      return 'The file of this step is not there yet. Open the step, which makes it, then check again.';
    }
    if (subject.step.kind === 'do' && !this.#parts.labWorld.isLoaded(subject)) {
      return "The data center in the sidebar is not the one of this lab. Load the lab's data center, then check again.";
    }
    return null;
  }

  async #provided(subject: StepSubject): Promise<Provided> {
    const { world, labWorld, progress } = this.#parts;
    const scenario = await labWorld.scenario(subject);
    const { answer } = stepProgress(progress.progress, subject.address);
    return {
      ...(scenario !== undefined && { scenario }),
      ...(subject.step.kind === 'do' && { inventory: world.inventory, events: world.trace }),
      ...(answer !== null && { answer }),
    };
  }

  async #keep(subject: StepSubject, verdict: Verdict, origin: CheckOrigin): Promise<void> {
    const { address } = subject;
    this.#verdicts.set(addressKey(address), verdict);
    // A look by the editor itself never marks a step as failed: the student has not said that it is finished.
    if (isDecided(verdict) && (verdict.passed || origin !== 'watch')) {
      await this.#parts.progress.update((progress) => recordVerdict(progress, address, verdict));
    }
    this.#changed.fire(address);
    this.#finished.fire({ subject, verdict, origin });
  }
}

/** The verdict says something about the student's work. */
function isDecided({ ending }: Verdict): boolean {
  return ending.kind === 'completed' || (ending.kind === 'stopped' && ending.reason !== 'not-started');
}
