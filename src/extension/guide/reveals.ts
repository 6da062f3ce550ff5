import * as vscode from 'vscode';
import type { RevealMigration } from '../../labs/lab-pack.ts';
import { stepProgress } from '../../labs/progress.ts';
import { revealView, type RevealView } from '../../viewmodel/labs/reveal-view.ts';
import type { LabWorld } from '../labs/lab-world.ts';
import type { ProgressStore } from '../labs/progress-store.ts';
import { addressKey, type StepSubject } from '../labs/step-subject.ts';
import type { SimulateReveal } from './reveal-worker.ts';

/** What really happens in the predict steps that have been answered, simulated once each. */
export class Reveals implements vscode.Disposable {
  readonly #labWorld: LabWorld;
  readonly #progress: ProgressStore;
  readonly #simulateReveal: SimulateReveal;
  readonly #views = new Map<string, RevealView | 'under way'>();
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(labWorld: LabWorld, progress: ProgressStore, simulateReveal: SimulateReveal) {
    this.#labWorld = labWorld;
    this.#progress = progress;
    this.#simulateReveal = simulateReveal;
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

  async #view(subject: StepSubject, migration: RevealMigration): Promise<RevealView> {
    const scenario = await this.#labWorld.scenario(subject);
    if (scenario === undefined) return untold('The lab has no data center to simulate.');
    const answer = await this.#simulateReveal({ scenario, migration });
    return answer.ok ? revealView(answer.revealed) : untold(answer.reason);
  }
}

function untold(reason: string): RevealView {
  return { result: `What really happens could not be worked out: ${reason}`, table: null };
}
