import * as vscode from 'vscode';
import { savedText } from '../../viewmodel/datacenter/saved-text.ts';
import type { WorldClient } from './world-client.ts';

/** Shows in the status bar how much of the disk the saved data center takes, and whether it has all. */
export class SavedStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('virtlab.saved', vscode.StatusBarAlignment.Right);
  readonly #subscription: vscode.Disposable;

  constructor(world: WorldClient) {
    this.#item.name = 'VirtLab: Saved Data';
    this.#item.command = 'virtlab.world.cleanUp';
    this.#subscription = world.onDidChange(({ hosts }) => {
      // An empty data center is nothing to speak of.
      if (hosts.length === 0) this.#item.hide();
      else this.#show(world);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show({ saved }: WorldClient): void {
    const { icon, text, tooltip } = savedText(saved);
    this.#item.text = `$(${icon}) ${text}`;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: tooltip };
    this.#item.backgroundColor = saved === null ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }
}
