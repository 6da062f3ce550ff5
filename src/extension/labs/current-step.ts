import * as vscode from 'vscode';
import type { StepAddress } from '../../labs/progress.ts';

/** The step that the student is at: what commands without an argument mean, and what the tree marks. */
export class CurrentStep implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<StepAddress | null>();
  #address: StepAddress | null = null;

  readonly onDidChange = this.#changed.event;

  get address(): StepAddress | null {
    return this.#address;
  }

  set(address: StepAddress): void {
    this.#address = address;
    this.#changed.fire(address);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
