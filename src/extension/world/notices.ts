import * as vscode from 'vscode';
import { keptAsideText } from '../../viewmodel/datacenter/kept-aside.ts';
import type { ClientNotice, WorldClient } from './world-client.ts';

/** Tells the user what is wrong with the saved world or its worker, and offers what can be done. */
export function registerNotices(world: WorldClient): vscode.Disposable {
  return world.onDidNotice((notice) => {
    void show(notice, world);
  });
}

async function show(notice: ClientNotice, world: WorldClient): Promise<void> {
  switch (notice.kind) {
    case 'kept-aside':
      return showKeptAside(notice.file, notice.reason, notice.lost);
    case 'not-saved-here':
      await vscode.window.showWarningMessage(
        'Another window has this data center open, so what you change here is not saved. Close the other window, then reload this one.',
      );
      return;
    case 'cannot-be-saved':
      await vscode.window.showWarningMessage(
        `The data center is not saved, because ${notice.reason}: what you change here is gone when the window closes. Mend that, then reload the window.`,
      );
      return;
    case 'save-failed':
      await vscode.window.showWarningMessage(
        `The data center cannot be saved, because ${notice.reason}. It goes on, and saving is tried again.`,
      );
      return;
    case 'restarted':
      await vscode.window.showWarningMessage(
        `The data center stopped unexpectedly (${notice.reason}). It was started again from its last save.`,
      );
      return;
    case 'stopped':
      return showStopped(notice.reason, world);
  }
}

async function showKeptAside(file: string, reason: string, lost: readonly string[] | null): Promise<void> {
  const uri = vscode.Uri.file(file);
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const showFile = 'Show File';
  const chosen = await vscode.window.showWarningMessage(keptAsideText(name, reason, lost), showFile);
  if (chosen !== showFile) return;
  // The desktop can show the file in the system's file manager; a browser cannot.
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
  } else await vscode.commands.executeCommand('vscode.open', uri);
}

async function showStopped(reason: string, world: WorldClient): Promise<void> {
  const again = 'Start Again';
  const anew = 'Begin with an Empty One';
  const chosen = await vscode.window.showErrorMessage(
    `The data center stops again and again (${reason}). Its last save is untouched; if you begin with an empty one, you can bring it back.`,
    again,
    anew,
  );
  if (chosen === again || chosen === anew) await world.restart(chosen === anew);
}
