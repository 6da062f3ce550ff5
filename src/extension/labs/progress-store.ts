import * as vscode from 'vscode';
import { NO_PROGRESS, type Progress } from '../../labs/progress.ts';

/** Where a student's progress is kept. */
export interface ProgressStore {
  readonly progress: Progress;
  readonly onDidChange: vscode.Event<void>;
  /** Resolves when the change is kept for good; it is seen at once. */
  update(change: (progress: Progress) => Progress): Promise<void>;
}

const KEY = 'virtlab.progress';

/** Progress in the editor's own memory, the same in all windows. */
export class MementoProgressStore implements ProgressStore, vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get progress(): Progress {
    return this.#memento.get<Progress>(KEY, NO_PROGRESS);
  }

  async update(change: (progress: Progress) => Progress): Promise<void> {
    const written = this.#memento.update(KEY, change(this.progress));
    this.#changed.fire();
    await written;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
