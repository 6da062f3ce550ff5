import * as vscode from 'vscode';
import type { Outcome } from '../../simulator/index.ts';
import { networkLog } from '../../viewmodel/network/network-log.ts';
import type { WorldClient } from './world-client.ts';

const LOG = vscode.Uri.from({ scheme: 'virtlab-network', path: '/network.log' });
/** Time between two refreshes while it is open, in milliseconds. */
const REFRESH_EVERY = 1_000;

/** Opens the log of the network. */
export async function showNetworkLog(): Promise<Outcome> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(LOG), { preview: true });
  return { ok: true, events: [] };
}

/** A document that tells what happens to connections, in sentences, and goes on while it is open. */
export function registerNetworkLog(world: WorldClient): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    timer = undefined;
    changed.fire(LOG);
  };
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async () => {
      await world.ready();
      return networkLog(world.trace);
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(LOG.scheme, provider),
    world.onDidReceiveEvents(() => {
      timer ??= setTimeout(refresh, REFRESH_EVERY);
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
