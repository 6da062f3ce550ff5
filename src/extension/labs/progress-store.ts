import * as vscode from 'vscode';
import { NO_PROGRESS, parseProgress, type Progress } from '../../labs/progress.ts';

/** Where a student's progress is kept. */
export interface ProgressStore {
  readonly progress: Progress;
  readonly onDidChange: vscode.Event<void>;
  /** Resolves when the change is kept for good; it is seen at once. */
  update(change: (progress: Progress) => Progress): Promise<void>;
}

const KEY = 'virtlab.progress';

/** Progress in the editor's own memory, for all folders. */
export class MementoProgressStore implements ProgressStore, vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  #progress: Progress;

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
    const kept = memento.get<unknown>(KEY);
    this.#progress = (kept === undefined ? null : parseProgress(JSON.stringify(kept))) ?? NO_PROGRESS;
  }

  get progress(): Progress {
    return this.#progress;
  }

  async update(change: (progress: Progress) => Progress): Promise<void> {
    this.#progress = change(this.#progress);
    this.#changed.fire();
    await this.#memento.update(KEY, this.#progress);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
