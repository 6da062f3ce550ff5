import type * as vscode from 'vscode';
import type { MigrationParameters } from '../../simulator/index.ts';
import { readSettings } from '../../viewmodel/migration/read-settings.ts';
import type { SharedValues } from '../labs/progress-store.ts';

const KEY = 'virtlab.migrationSettings';

/**
 * The settings of migrations that this folder remembers; at first QEMU's defaults. They lie in a database beside the
 * folder's world; the editor's own memory has a copy, which is there at once, and is all there is where an editor has none.
 */
export class MigrationSettings implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #values: Promise<SharedValues | undefined>;
  readonly #failed: (error: unknown) => void;
  #current: MigrationParameters;

  /** `open` rejects where the disk does not allow it; `failed` hears of that, and of what could not be written. */
  constructor(memento: vscode.Memento, open: () => Promise<SharedValues | undefined>, failed: (error: unknown) => void) {
    this.#memento = memento;
    this.#failed = failed;
    this.#current = readSettings(memento.get(KEY));
    this.#values = open().catch((error: unknown) => {
      failed(error);
      return undefined;
    });
    void this.#read();
  }

  get current(): MigrationParameters {
    return this.#current;
  }

  /** Resolves when they are kept for good. */
  async remember(parameters: MigrationParameters): Promise<void> {
    this.#current = parameters;
    try {
      (await this.#values)?.update(KEY, () => JSON.stringify(parameters));
    } catch (error) {
      this.#failed(error);
    }
    await this.#memento.update(KEY, parameters);
  }

  dispose(): void {
    void this.#values.then((values) => values?.close());
  }

  async #read(): Promise<void> {
    const before = this.#current;
    try {
      const text = (await this.#values)?.read(KEY);
      // What was chosen meanwhile is newer.
      if (text !== undefined && this.#current === before) this.#current = readSettings(JSON.parse(text));
    } catch (error) {
      this.#failed(error);
    }
  }
}
