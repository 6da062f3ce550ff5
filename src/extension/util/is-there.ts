import * as vscode from 'vscode';

/** Whether a file is there. Whatever else goes wrong is thrown on. */
export async function isThere(files: Pick<vscode.FileSystemProvider, 'stat'>, uri: vscode.Uri): Promise<boolean> {
  try {
    await files.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
