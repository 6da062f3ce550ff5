import * as vscode from 'vscode';
import type { StepAddress } from '../../labs/progress.ts';

const KEY = 'virtlab.currentStep';

/**
 * The step that the student is at: what commands without an argument mean, what the tree marks, and what the guide comes
 * back with when the editor was killed.
 */
export class CurrentStep implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<StepAddress | null>();

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get address(): StepAddress | null {
    return this.#memento.get<StepAddress>(KEY) ?? null;
  }

  set(address: StepAddress): void {
    void this.#memento.update(KEY, address);
    this.#changed.fire(address);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
