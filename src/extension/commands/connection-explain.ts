import * as vscode from 'vscode';
import { connectionDocument } from '../../viewmodel/network/connection-document.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { findVm, pickVm } from '../util/pick.ts';
import type { WorldClient } from '../world/world-client.ts';
import { hasConnections, pickConnection } from './connection-commands.ts';
import type { CommandResult, CommandTools } from './registry.ts';

/** Scheme of the documents that explain a connection. */
const SCHEME = 'virtlab-connection';
/** Time between two refreshes of an open document, in milliseconds. */
const REFRESH_EVERY = 1_000;

/** Shows what became of a connection and why, as a page that follows it. Arguments: `vm`, `peer`. */
export async function explainConnection(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm = textOf(given, 'vm') ?? (await pickVm(world.inventory, hasConnections, 'Whose connection?', 'No VM has a connection.'));
  if (vm === undefined) return undefined;
  const peer = textOf(given, 'peer') ?? (await pickConnection(findVm(world.inventory, vm), 'Explain which connection?'))?.peer;
  if (peer === undefined) return undefined;
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${vm}/${peer}.md` });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
  return { ok: true, events: [] };
}

/** Documents that follow a connection while they are open. */
export function registerExplanations(world: WorldClient): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    timer = undefined;
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
  };
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      await world.ready();
      const [, name = '', file = ''] = uri.path.split('/');
      const vm = findVm(world.inventory, name);
      const peer = file.replace(/\.md$/, '');
      return vm ? connectionDocument(vm, peer) : `# ${peer}\n\nThe VM is deleted.\n`;
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider),
    world.onDidChange(() => {
      timer ??= setTimeout(refresh, REFRESH_EVERY);
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
