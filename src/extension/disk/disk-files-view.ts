import * as vscode from 'vscode';
import { FilesView } from '../files/files-view.ts';
import { findVm } from '../util/pick.ts';
import type { WorldClient } from '../world/world-client.ts';
import { type DiskPlace, diskUri, placeOf } from './disk-uri.ts';

/** The files of the disks that were opened, as they are now or in a snapshot. */
export type DiskFilesView = FilesView<DiskPlace>;

export function diskFilesView(world: WorldClient, memento: vscode.Memento, provider: vscode.FileSystemProvider): DiskFilesView {
  return new FilesView<DiskPlace>(world, memento, provider, {
    view: 'virtlab.diskFiles',
    memento: 'virtlab.openDisks',
    context: 'virtlab.hasOpenDisks',
    contextValues: { folder: 'diskFolder', file: 'diskFile' },
    uriOf: diskUri,
    placeOf,
    isThere: ({ vm }) => findVm(world.inventory, vm) !== undefined,
    dress: (item, place) => {
      dress(item, place, world);
    },
    concerns: ({ kind }) => kind.startsWith('snapshot.') || kind === 'vm.created' || kind === 'vm.deleted',
  });
}

function dress(item: vscode.TreeItem, { vm, snapshot }: DiskPlace, world: WorldClient): void {
  const taken = findVm(world.inventory, vm)?.snapshots.find(({ id }) => id === snapshot);
  const moment = snapshot === null ? 'now' : (taken?.name ?? 'a snapshot that is gone');
  item.label = `Disk of ${vm}`;
  item.description = snapshot === null ? moment : `"${moment}"`;
  item.iconPath = new vscode.ThemeIcon('database');
  item.contextValue = snapshot === null ? 'diskRoot.now' : 'diskRoot';
  item.accessibilityInformation = { label: `Disk of ${vm}, ${moment}` };
}
