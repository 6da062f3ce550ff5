import * as vscode from 'vscode';
import { stepProgress } from '../../labs/progress.ts';
import { simulateReveal } from '../../labs/reveal.ts';
import { revealView, type RevealView } from '../../viewmodel/labs/reveal-view.ts';
import type { LabWorld } from '../labs/lab-world.ts';
import type { ProgressStore } from '../labs/progress-store.ts';
import { addressKey, type StepSubject } from '../labs/step-subject.ts';

/** What really happens in the predict steps that have been answered, simulated once each. */
export class Reveals implements vscode.Disposable {
  readonly #labWorld: LabWorld;
  readonly #progress: ProgressStore;
  readonly #views = new Map<string, RevealView | 'under way'>();
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(labWorld: LabWorld, progress: ProgressStore) {
    this.#labWorld = labWorld;
    this.#progress = progress;
  }

  /** Null before there is an answer, and until the simulation has run. */
  get(subject: StepSubject): RevealView | null {
    if (stepProgress(this.#progress.progress, subject.address).answer === null) return null;
    const view = this.#views.get(addressKey(subject.address));
    if (view === undefined) void this.#simulate(subject);
    return view === undefined || view === 'under way' ? null : view;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #simulate(subject: StepSubject): Promise<void> {
    const { step, address } = subject;
    if (step.kind !== 'predict') return;
    this.#views.set(addressKey(address), 'under way');
    const view = await this.#view(subject, step.reveal.migration);
    this.#views.set(addressKey(address), view);
    this.#changed.fire();
  }

  async #view(subject: StepSubject, migration: Parameters<typeof simulateReveal>[1]): Promise<RevealView> {
    try {
      const scenario = await this.#labWorld.scenario(subject);
      if (scenario === undefined) throw new Error('The lab has no data center to simulate.');
      return revealView(simulateReveal(scenario, migration));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { result: `What really happens could not be worked out: ${reason}`, table: null };
    }
  }
}
