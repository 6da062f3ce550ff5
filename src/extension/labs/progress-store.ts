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

/** Where all windows keep it together; see `ValueStore`. */
export interface SharedValues {
  read(name: string): string | undefined;
  update(name: string, change: (before: string | undefined) => string): string;
  close(): void;
}

/**
 * Progress for all folders, in a database that all windows share. The editor's own memory has a copy: it is there at
 * once when the editor starts, was the only place before there was a database, and still is where an editor has none.
 */
export class StoredProgress implements ProgressStore, vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #failed: (error: unknown) => void;
  readonly #values: Promise<SharedValues | undefined>;
  #progress: Progress;

  readonly onDidChange = this.#changed.event;

  /** `open` rejects where the disk does not allow it; `failed` hears of that, and of what could not be written. */
  constructor(memento: vscode.Memento, open: () => Promise<SharedValues | undefined>, failed: (error: unknown) => void) {
    this.#memento = memento;
    this.#failed = failed;
    const kept = memento.get<unknown>(KEY);
    this.#progress = (kept === undefined ? null : parseProgress(JSON.stringify(kept))) ?? NO_PROGRESS;
    this.#values = open().catch((error: unknown) => {
      failed(error);
      return undefined;
    });
    void this.refresh();
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Looks what other windows have done. */
  async refresh(): Promise<void> {
    try {
      const text = (await this.#values)?.read(KEY);
      const progress = text === undefined ? null : parseProgress(text);
      if (!progress || JSON.stringify(progress) === JSON.stringify(this.#progress)) return;
      this.#progress = progress;
      this.#changed.fire();
    } catch (error) {
      this.#failed(error);
    }
  }

  async update(change: (progress: Progress) => Progress): Promise<void> {
    const before = this.#progress;
    this.#progress = change(before);
    this.#changed.fire();
    try {
      const text = (await this.#values)?.update(KEY, (present) => {
        // The first time what the editor's memory has is taken over.
        const latest = present === undefined ? before : (parseProgress(present) ?? before);
        return JSON.stringify(change(latest));
      });
      if (text !== undefined) this.#progress = parseProgress(text) ?? this.#progress;
    } catch (error) {
      this.#failed(error);
    }
    await this.#memento.update(KEY, this.#progress);
  }

  dispose(): void {
    this.#changed.dispose();
    void this.#values.then((values) => values?.close());
  }
}
