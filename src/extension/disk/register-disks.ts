import * as vscode from 'vscode';
import type { WorldClient } from '../world/world-client.ts';
import { DiskFileSystem } from './disk-file-system.ts';
import { DISK_SCHEME } from './disk-uri.ts';

/** Lets the editor open files on the disks of VMs. */
export function registerDisks(world: WorldClient): vscode.Disposable {
  const provider = new DiskFileSystem(world);
  return vscode.Disposable.from(provider, vscode.workspace.registerFileSystemProvider(DISK_SCHEME, provider, { isCaseSensitive: true }));
}
