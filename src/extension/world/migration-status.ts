import * as vscode from 'vscode';
import type { Inventory, MigrationInventory, WorldEvent } from '../../simulator/index.ts';
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
    const moving = movingIn(inventory);
    const [first] = moving;
    if (!first) {
      this.#item.hide();
      this.#endProgress?.();
      return;
    }
    const { name, migration } = first;
    const more = moving.length > 1 ? ` (+${moving.length - 1})` : '';
    this.#item.text = `$(${migration.awaitsRecovery ? 'debug-disconnect' : 'sync~spin'}) ${name} → ${migration.to} ${migrationPercent(migration)} %${more}`;
    this.#item.accessibilityInformation = { label: `${name} migrates ${migrationText(migration)}` };
    this.#item.tooltip = tooltip(moving);
    this.#item.command = { command: 'virtlab.timeline.show', title: 'Show the Timeline', arguments: [{ migration: migration.id }] };
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
      const started = this.#startOf(event.migration);
      if (!started) continue;
      const { vm: name, to } = started;
      if (event.kind === 'migration.failed' && !isLost(name, events)) {
        sayError(`The migration of ${name} to ${to} failed: ${event.reason}`);
      } else if (event.kind === 'migration.completed') {
        const { downtime, totalTime } = event.figures;
        sayDone(`${name} runs on ${to} after ${formatTime(totalTime)}; it stood still for ${formatTime(downtime ?? 0)}.`);
      }
    }
  }

  #startOf(migration: string): Extract<WorldEvent, { kind: 'migration.started' }> | undefined {
    return this.#world.trace.findLast((event) => event.kind === 'migration.started' && event.migration === migration) as Extract<WorldEvent, { kind: 'migration.started' }> | undefined;
  }
}

/** A VM or container that migrates. */
interface Moving {
  readonly name: string;
  readonly migration: MigrationInventory;
  /** The command that gives it up, with its argument. */
  readonly cancel: string;
  readonly argument: object;
}

function movingIn({ hosts }: Inventory): readonly Moving[] {
  return hosts.flatMap(({ vms, containers = [] }): readonly Moving[] => [
    ...vms.flatMap((vm) => {
      const migration = activeMigration(vm);
      return migration ? [{ name: vm.name, migration, cancel: CANCEL_VM, argument: { vm: vm.name } }] : [];
    }),
    ...containers.flatMap(({ name, migration }) => (migration ? [{ name, migration, cancel: CANCEL_CONTAINER, argument: { container: name } }] : [])),
  ]);
}

const CANCEL_VM = 'virtlab.vm.cancelMigration';
const CANCEL_CONTAINER = 'virtlab.container.cancelMigration';

/** A VM that was lost is told of by a notice of its own. */
function isLost(vm: string, events: readonly WorldEvent[]): boolean {
  return events.some((event) => event.kind === 'vm.lost' && event.vm === vm);
}

function tooltip(moving: readonly Moving[]): vscode.MarkdownString {
  const lines = moving.map(({ name, migration, cancel, argument }) => {
    const text = `**${escapeMarkdown(name)}** ${escapeMarkdown(migrationText(migration))}`;
    // In post-copy there is no way back.
    if (migration.phase === 'post-copy') return text;
    return `${text} — [Cancel](command:${cancel}?${encodeURIComponent(JSON.stringify([argument]))})`;
  });
  const text = new vscode.MarkdownString(`${lines.join('\n\n')}\n\nClick for the timeline.`);
  text.isTrusted = { enabledCommands: [CANCEL_VM, CANCEL_CONTAINER] };
  return text;
}
