import * as vscode from 'vscode';

/** What is in a folder as the Explorer shows it: folders first, each by name; `path` is absolute where the folder's is. */
export async function folderEntries(uri: vscode.Uri, folder: string): Promise<{ readonly path: string; readonly isDirectory: boolean }[]> {
  const entries = await vscode.workspace.fs.readDirectory(uri);
  const isFolder = (type: vscode.FileType): boolean => type === vscode.FileType.Directory;
  const below = folder === '/' ? '' : folder;
  return entries
    .sort(([one, oneType], [other, otherType]) => Number(isFolder(otherType)) - Number(isFolder(oneType)) || one.localeCompare(other))
    .map(([name, type]) => ({ path: `${below}/${name}`, isDirectory: isFolder(type) }));
}

/** The folder that a file or a folder is in. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
