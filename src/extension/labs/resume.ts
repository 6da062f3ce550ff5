import type * as vscode from 'vscode';
import type { StepAddress } from '../../labs/progress.ts';

const KEY = 'virtlab.resume';

/** Remembers a step across the opening of another folder, which starts the window anew. */
export class Resume {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  async remember(address: StepAddress): Promise<void> {
    await this.#memento.update(KEY, address);
  }

  /** The remembered step, once. */
  async take(): Promise<StepAddress | undefined> {
    const address = this.#memento.get<StepAddress>(KEY);
    if (address) await this.#memento.update(KEY, undefined);
    return address;
  }
}
