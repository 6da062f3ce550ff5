import type * as vscode from 'vscode';
import type { Command, Inventory, Outcome } from '../simulator/index.ts';
import type { LabsApi } from './labs/labs-api.ts';

/** What `activate()` returns, for other extensions and for tests. */
export interface VirtlabApi {
  readonly version: 1;
  /** Latest copy of the data center; empty until the first `onDidChange`. */
  inventory(): Inventory;
  /** Changes the data center. A refused command changes nothing, and its outcome says why; one with a part that it does not have is refused too. */
  apply(command: Command): Promise<Outcome>;
  readonly onDidChange: vscode.Event<Inventory>;
  readonly labs: LabsApi;
}
