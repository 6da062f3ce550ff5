import * as vscode from 'vscode';
import type { Inventory, VmInventory, WorldEvent } from '../../simulator/index.ts';
import { activeMigration, migrationPercent, migrationText } from '../../viewmodel/datacenter/vm-row.ts';
import { escapeMarkdown } from '../../viewmodel/datacenter/markdown.ts';
import { formatTime } from '../../viewmodel/quantities.ts';
import { sayDone, sayError } from '../util/report.ts';
import type { WorldClient } from './world-client.ts';

/** Shows migrations under way in the status bar, with a way to the timeline and to cancel; says how each ended. */
export class MigrationStatus implements vscode.Disposable {
  readonly #world: WorldClient;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: vscode.Disposable[];
  #endProgress: (() => void) | undefined;

  constructor(world: WorldClient) {
    this.#world = world;
    this.#item = vscode.window.createStatusBarItem('virtlab.migration', vscode.StatusBarAlignment.Left);
    this.#item.name = 'VirtLab: Migration';
    this.#subscriptions = [
      world.onDidChange((inventory) => {
        this.#show(inventory);
      }),
      world.onDidReceiveEvents((events) => {
        this.#tellEndings(events);
      }),
    ];
  }

  dispose(): void {
    this.#endProgress?.();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #show(inventory: Inventory): void {
    const moving = inventory.hosts.flatMap(({ vms }) => vms.filter((vm) => activeMigration(vm)));
    const [vm] = moving;
    const migration = vm && activeMigration(vm);
    if (!migration) {
      this.#item.hide();
      this.#endProgress?.();
      return;
    }
    const more = moving.length > 1 ? ` (+${moving.length - 1})` : '';
    this.#item.text = `$(${migration.awaitsRecovery ? 'debug-disconnect' : 'sync~spin'}) ${vm.name} → ${migration.to} ${migrationPercent(migration)} %${more}`;
    this.#item.accessibilityInformation = { label: `${vm.name} migrates ${migrationText(migration)}` };
    this.#item.tooltip = tooltip(moving);
    this.#item.command = { command: 'virtlab.timeline.show', title: 'Show the Timeline', arguments: [{ vm: vm.name }] };
    this.#item.show();
    this.#beginProgress();
  }

  /** The thin bar at the top of the view runs while anything moves. */
  #beginProgress(): void {
    if (this.#endProgress) return;
    void vscode.window.withProgress(
      { location: { viewId: 'virtlab.datacenter' } },
      () =>
        new Promise<void>((resolve) => {
          this.#endProgress = () => {
            this.#endProgress = undefined;
            resolve();
          };
        }),
    );
  }

  #tellEndings(events: readonly WorldEvent[]): void {
    for (const event of events) {
      if (event.kind !== 'migration.completed' && event.kind !== 'migration.failed') continue;
      const vm = this.#vmOf(event.migration);
      if (!vm?.migration) continue;
      const { to } = vm.migration;
      if (event.kind === 'migration.failed' && !isLost(vm.name, events)) {
        sayError(`The migration of ${vm.name} to ${to} failed: ${event.reason}`);
      } else if (event.kind === 'migration.completed') {
        const { downtime, totalTime } = event.figures;
        sayDone(`${vm.name} runs on ${to} after ${formatTime(totalTime)}; it stood still for ${formatTime(downtime ?? 0)}.`);
      }
    }
  }

  #vmOf(migration: string): VmInventory | undefined {
    return this.#world.inventory.hosts.flatMap(({ vms }) => vms).find((vm) => vm.migration?.id === migration);
  }
}

/** A VM that was lost is told of by a notice of its own. */
function isLost(vm: string, events: readonly WorldEvent[]): boolean {
  return events.some((event) => event.kind === 'vm.lost' && event.vm === vm);
}

function tooltip(moving: readonly VmInventory[]): vscode.MarkdownString {
  const lines = moving.flatMap((vm) => {
    const migration = activeMigration(vm);
    if (!migration) return [];
    const name = `**${escapeMarkdown(vm.name)}** ${escapeMarkdown(migrationText(migration))}`;
    // In post-copy there is no way back.
    if (migration.phase === 'post-copy') return [name];
    const cancel = `command:virtlab.vm.cancelMigration?${encodeURIComponent(JSON.stringify([{ vm: vm.name }]))}`;
    return [`${name} — [Cancel](${cancel})`];
  });
  const text = new vscode.MarkdownString(`${lines.join('\n\n')}\n\nClick for the timeline.`);
  text.isTrusted = { enabledCommands: ['virtlab.vm.cancelMigration'] };
  return text;
}
