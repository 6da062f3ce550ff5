import { join } from 'node:path';
import * as vscode from 'vscode';
import type { VirtlabApi } from './api.ts';
import { registerDataCenter } from './data-center.ts';
import { registerLabs } from './labs/register-labs.ts';
import { registerTimeline } from './timeline/register-timeline.ts';
import { configuredSpeed } from './world/speed.ts';
import { WorldClient } from './world/world-client.ts';

/** The world of this window; the editor keeps no other place for what `deactivate` has to wait for. */
let world: WorldClient | undefined;

/** Starts the extension: the editor calls it once, and hands what it returns to other extensions. */
export function activate(context: vscode.ExtensionContext): VirtlabApi {
  // A folder has a data center of its own; without a folder there is one for the user.
  const storage = context.storageUri ?? context.globalStorageUri;
  const client = new WorldClient({
    workerFile: context.asAbsolutePath(join('dist', 'worker.mjs')),
    folder: join(storage.fsPath, 'data-center'),
    speed: configuredSpeed,
  });
  world = client;
  context.subscriptions.push(client, registerDataCenter(context, client), registerTimeline(context, client));
  // The worker starts as soon as the editor has drawn what activation led to.
  const opening = { location: vscode.ProgressLocation.Window, title: 'VirtLab: opening the data center' };
  setImmediate(() => void vscode.window.withProgress(opening, async () => {
    await client.ready();
    await vscode.commands.executeCommand('setContext', 'virtlab.isOpen', true);
  }));
  return {
    version: 1,
    inventory: () => client.inventory,
    apply: (command) => client.apply(command),
    onDidChange: client.onDidChange,
    labs: registerLabs(context, client),
  };
}

/** Saves the data center; the editor waits for it. */
export async function deactivate(): Promise<void> {
  await world?.close();
}
