import * as vscode from 'vscode';
import { findVm } from '../util/pick.ts';
import type { WorldClient } from '../world/world-client.ts';
import { INSPECTION_SCHEME } from './vm-commands.ts';

/** Time between two refreshes of an open inspection, in milliseconds. */
const REFRESH_EVERY = 1_000;

/** Documents that show a VM as the inventory has it, and follow it while they are open. */
export function registerInspection(world: WorldClient): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    timer = undefined;
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === INSPECTION_SCHEME) changed.fire(uri);
  };
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      await world.ready();
      const name = uri.path.slice(1).replace(/\.json$/, '');
      return `${JSON.stringify(findVm(world.inventory, name) ?? { name, state: 'deleted' }, null, 2)}\n`;
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(INSPECTION_SCHEME, provider),
    world.onDidChange(() => {
      timer ??= setTimeout(refresh, REFRESH_EVERY);
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
