import * as vscode from 'vscode';
import type { StepAddress } from '../../labs/progress.ts';
import {
  type LabRow,
  labsRows,
  type LabsRow,
  type PackRow,
  sameStep,
  type StepLook,
  type StepRow,
} from '../../viewmodel/labs/rows.ts';
import type { CurrentStep } from '../labs/current-step.ts';
import type { PackLibrary } from '../labs/pack-library.ts';
import type { ProgressStore } from '../labs/progress-store.ts';
import type { StepChecker } from '../labs/step-checker.ts';

export interface LabsTreeParts {
  readonly library: PackLibrary;
  readonly progress: ProgressStore;
  readonly current: CurrentStep;
  readonly checker: StepChecker;
}

/** The view `virtlab.labs`: packs, their labs, their steps with what has become of them. */
export class LabsTree implements vscode.TreeDataProvider<LabsRow>, vscode.Disposable {
  readonly #parts: LabsTreeParts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<LabsRow>;
  readonly #subscriptions: vscode.Disposable[];
  #rows: readonly PackRow[] | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: LabsTreeParts) {
    this.#parts = parts;
    this.#view = vscode.window.createTreeView('virtlab.labs', { treeDataProvider: this, showCollapseAll: true });
    const refresh = () => {
      this.#rows = undefined;
      this.#changed.fire();
    };
    const { library, progress, current, checker } = parts;
    this.#subscriptions = [library, progress, current, checker].map((source) =>
      (source.onDidChange as vscode.Event<unknown>)(refresh),
    );
    this.#subscriptions.push(current.onDidChange((address) => void this.#select(address)));
  }

  async getChildren(row?: LabsRow): Promise<LabsRow[]> {
    if (row) return row.kind === 'step' ? [] : [...row.children];
    await this.#parts.library.ready();
    return [...this.#current()];
  }

  getParent(row: LabsRow): LabsRow | undefined {
    const packs = this.#current();
    switch (row.kind) {
      case 'pack':
        return undefined;
      case 'lab':
        return packs.find(({ pack }) => pack === row.pack);
      case 'step':
        return packs
          .find(({ pack }) => pack === row.address.pack)
          ?.children.find(({ lab }) => lab === row.address.lab);
    }
  }

  getTreeItem(row: LabsRow): vscode.TreeItem {
    switch (row.kind) {
      case 'pack':
        return packItem(row);
      case 'lab':
        return labItem(row);
      case 'step':
        return stepItem(row);
    }
  }

  dispose(): void {
    for (const each of [...this.#subscriptions, this.#view, this.#changed]) each.dispose();
  }

  /** The selection follows the guide, as long as the view is seen. */
  async #select(address: StepAddress | null): Promise<void> {
    if (!address || !this.#view.visible) return;
    const steps = this.#current().flatMap(({ children }) => children.flatMap((lab) => lab.children));
    const row = steps.find((each) => sameStep(each.address, address));
    if (row) await this.#view.reveal(row, { select: true, focus: false });
  }

  #current(): readonly PackRow[] {
    const { library, progress, current, checker } = this.#parts;
    this.#rows ??= labsRows(
      library.packs.map(({ pack }) => pack),
      progress.progress,
      { current: current.address, isChecking: (address) => checker.run(address).kind === 'running' },
    );
    return this.#rows;
  }
}

function packItem(row: PackRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = row.pack;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = 'pack';
  item.accessibilityInformation = { label: `${row.label}, lab pack, ${row.description}` };
  return item;
}

function labItem(row: LabRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${row.pack}/${row.lab}`;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.iconPath = new vscode.ThemeIcon('beaker', row.done ? new vscode.ThemeColor('testing.iconPassed') : undefined);
  item.contextValue = 'lab';
  item.accessibilityInformation = { label: `${row.label}, lab, ${row.description}` };
  return item;
}

function stepItem(row: StepRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, vscode.TreeItemCollapsibleState.None);
  const { pack, lab, step } = row.address;
  item.id = `${pack}/${lab}/${step}`;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.iconPath = stepIcon(row.look);
  item.contextValue = [row.checkable ? 'step.checkable' : 'step', row.stepKind, row.look].join(' ');
  item.command = { command: 'virtlab.step.open', title: 'Open the Step', arguments: [row.address] };
  item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
  return item;
}

function stepIcon(look: StepLook): vscode.ThemeIcon {
  switch (look) {
    case 'untouched':
      return new vscode.ThemeIcon('circle-outline');
    case 'current':
      return new vscode.ThemeIcon('circle-large-filled', new vscode.ThemeColor('charts.blue'));
    case 'checking':
      return new vscode.ThemeIcon('loading~spin');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
    case 'done':
      return new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed'));
  }
}
