import * as vscode from 'vscode';
import { FilesView } from '../files/files-view.ts';
import type { WorldClient } from '../world/world-client.ts';
import { allContainers } from './container-question.ts';
import { type ContainerPlace, containerPlaceOf, containerUri } from './container-uri.ts';

/** The files of the containers that were opened. */
export type ContainerFilesView = FilesView<ContainerPlace>;

export function containerFilesView(world: WorldClient, memento: vscode.Memento, provider: vscode.FileSystemProvider): ContainerFilesView {
  return new FilesView<ContainerPlace>(world, memento, provider, {
    view: 'virtlab.containerFiles',
    memento: 'virtlab.openContainerFiles',
    context: 'virtlab.hasOpenContainers',
    contextValues: { folder: 'containerFolder', file: 'containerFile' },
    uriOf: containerUri,
    placeOf: containerPlaceOf,
    isThere: ({ container }) => allContainers(world.inventory).some(({ name }) => name === container),
    dress,
    concerns: ({ kind }) => COMES_OR_GOES.has(kind),
  });
}

const COMES_OR_GOES: ReadonlySet<string> = new Set(['container.created', 'container.deleted', 'container.restored', 'container.migrated']);

function dress(item: vscode.TreeItem, { container }: ContainerPlace): void {
  item.label = `Files of ${container}`;
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = 'containerRoot';
  item.accessibilityInformation = { label: `Files of container ${container}` };
}
