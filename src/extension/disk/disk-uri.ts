import * as vscode from 'vscode';

export const DISK_SCHEME = 'virtlab-disk';
/** Stands where the id of a snapshot would. */
const NOW = 'now';

/** A file or directory on the disk of a VM, as it is now or in a snapshot. */
export interface DiskPlace {
  readonly vm: string;
  /** Id of a snapshot; null for the disk as it is now. */
  readonly snapshot: string | null;
  /** From the root of the disk, with a slash before it. */
  readonly path: string;
}

/** `virtlab-disk://now/web/etc/motd`: the path is the same at all moments, as the diff editor has it. */
export function diskUri({ vm, snapshot, path }: DiskPlace): vscode.Uri {
  return vscode.Uri.from({ scheme: DISK_SCHEME, authority: snapshot ?? NOW, path: `/${vm}${path === '/' ? '' : path}` });
}

/** Null where the URI names no disk. */
export function placeOf({ authority: moment, path }: vscode.Uri): DiskPlace | null {
  const [, vm, ...parts] = path.split('/');
  if (!vm || moment === '') return null;
  return { vm, snapshot: moment === NOW ? null : moment, path: `/${parts.filter((part) => part !== '').join('/')}` };
}
