import type * as vscode from 'vscode';
import type { MigrationParameters } from '../../simulator/index.ts';
import { readSettings } from '../../viewmodel/migration/read-settings.ts';

const KEY = 'virtlab.migrationSettings';

/** The settings of migrations that this workspace remembers; at first QEMU's defaults. */
export class MigrationSettings {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get current(): MigrationParameters {
    return readSettings(this.#memento.get(KEY));
  }

  async remember(parameters: MigrationParameters): Promise<void> {
    await this.#memento.update(KEY, parameters);
  }
}
