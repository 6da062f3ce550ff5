import * as vscode from 'vscode';
import { wallsText } from '../../viewmodel/container/walls-text.ts';
import type { CommandTable } from '../commands/registry.ts';
import type { WorldClient } from '../world/world-client.ts';
import { containerFileCommands } from './file-commands.ts';
import { ContainerFileSystem } from './container-file-system.ts';
import { containerFilesView } from './container-files-view.ts';
import { CONTAINER_SCHEME } from './container-uri.ts';
import { allContainers } from './container-question.ts';

/** Scheme of the documents that show what a container can see. */
const SCHEME = 'virtlab-walls';
/** Time between two refreshes of an open document, in milliseconds. */
const REFRESH_EVERY = 2_000;

export function wallsUri(container: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${container}.md` });
}

/** Documents that show, while they are open, what containers can see; and their files, with the commands for these. */
export function registerContainers(world: WorldClient, memento: vscode.Memento): { readonly commands: CommandTable; readonly registered: vscode.Disposable } {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    timer = undefined;
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
  };
  const provideTextDocumentContent = async ({ path }: vscode.Uri): Promise<string> => {
    await world.ready();
    const name = path.slice(1).replace(/\.md$/, '');
    const container = allContainers(world.inventory).find((one) => one.name === name);
    if (container === undefined) return `# ${name}\n\nThe container is deleted.\n`;
    try {
      return wallsText(name, container.host, await world.probeContainer(name));
    } catch (error) {
      return `# ${name}\n\n${error instanceof Error ? error.message : String(error)}\n`;
    }
  };
  const files = new ContainerFileSystem(world);
  const view = containerFilesView(world, memento, files);
  const registered = vscode.Disposable.from(
    changed, files, view,
    vscode.workspace.registerFileSystemProvider(CONTAINER_SCHEME, files, { isCaseSensitive: true }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, { onDidChange: changed.event, provideTextDocumentContent }),
    world.onDidReceiveEvents((events) => {
      if (events.some((event) => event.kind.startsWith('container.'))) timer ??= setTimeout(refresh, REFRESH_EVERY);
    }),
    { dispose: () => clearTimeout(timer) },
  );
  return { commands: containerFileCommands(view), registered };
}
