import * as vscode from 'vscode';
import type { CommandTable } from '../commands/registry.ts';
import type { WorldClient } from '../world/world-client.ts';
import { DiskFileSystem } from './disk-file-system.ts';
import { diskFilesView } from './disk-files-view.ts';
import { EDIT_COMMANDS } from './edit-commands.ts';
import { fileCommands } from './file-commands.ts';
import { DISK_SCHEME } from './disk-uri.ts';

/** Lets the editor open files on the disks of VMs; returns the commands for that, to be registered with the others. */
export function registerDisks(world: WorldClient, memento: vscode.Memento): { readonly commands: CommandTable; readonly registered: vscode.Disposable } {
  const provider = new DiskFileSystem(world);
  const view = diskFilesView(world, memento, provider);
  const scheme = vscode.workspace.registerFileSystemProvider(DISK_SCHEME, provider, { isCaseSensitive: true });
  return { commands: { ...fileCommands(view), ...EDIT_COMMANDS }, registered: vscode.Disposable.from(provider, view, scheme) };
}
