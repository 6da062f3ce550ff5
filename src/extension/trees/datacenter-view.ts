import * as vscode from 'vscode';
import type { RowTarget } from '../../viewmodel/datacenter/row.ts';
import type { WorldClient } from '../world/world-client.ts';
import { DataCenterDrag } from './datacenter-drag.ts';
import { type DataCenterNode, DataCenterTree } from './datacenter-tree.ts';

type Reveal = NonNullable<Parameters<vscode.TreeView<DataCenterNode>['reveal']>[1]>;

/** How often a row is to be unfolded, and how many milliseconds the editor is given for it each time. */
const MOST_TRIES = 4;
const TIME_TO_UNFOLD = 500;

/** The view `virtlab.datacenter`. */
export class DataCenterView implements vscode.Disposable {
  readonly #world: WorldClient;
  readonly #tree: DataCenterTree;
  readonly #view: vscode.TreeView<DataCenterNode>;
  readonly #subscriptions: vscode.Disposable[];
  /** Rows to unfold when the view shows. */
  readonly #toUnfold = new Set<DataCenterNode>();

  /** `speedText` says how time flows where that is not plain, else it is empty. */
  constructor(world: WorldClient, speedText: () => string) {
    this.#world = world;
    this.#tree = new DataCenterTree(world);
    this.#view = vscode.window.createTreeView('virtlab.datacenter', {
      treeDataProvider: this.#tree,
      showCollapseAll: true,
      dragAndDropController: new DataCenterDrag((node) => this.#hostOf(node)),
    });
    let hasPrevious = false;
    const describe = (): void => {
      const parts = [world.origin.title, speedText()].filter((part) => part !== '');
      const description = parts.join(' · ');
      if (description !== this.#view.description) this.#view.description = description;
      if (hasPrevious === world.hasPrevious) return;
      hasPrevious = world.hasPrevious;
      setContext('virtlab.hasPreviousWorld', hasPrevious);
    };
    this.#subscriptions = [
      this.#view.onDidChangeSelection(() => {
        setContext('virtlab.selection', this.selection?.kind);
      }),
      this.#tree.onDidGrow((nodes) => {
        for (const node of nodes) this.#toUnfold.add(node);
        void this.#unfold();
      }),
      this.#tree.onDidMove((nodes) => {
        const selected = nodes.find((node) => this.#view.selection.includes(node));
        void this.#reveal(selected, { select: true, focus: false });
      }),
      this.#view.onDidChangeVisibility(() => void this.#unfold()),
      world.onDidOpen(describe),
      world.onDidChange(describe),
      vscode.workspace.onDidChangeConfiguration(describe),
    ];
    describe();
  }

  /** What is selected in the tree. */
  get selection(): RowTarget | undefined {
    return this.#view.selection[0]?.target;
  }

  /** Shows a row and selects it; its id is `host/alpha`, `vm/web` or `snapshot/web/1`. */
  async reveal(id: string): Promise<void> {
    await this.#reveal(this.#tree.find(id), { select: true, focus: false });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }

  async #unfold(): Promise<void> {
    if (!this.#view.visible) return;
    const nodes = [...this.#toUnfold];
    this.#toUnfold.clear();
    for (const { id } of nodes) await this.#unfoldRow(id);
  }

  /** A busy editor may still look at the list of before; it is told again then. */
  async #unfoldRow(id: string): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const node = this.#tree.find(id);
      if (!node || this.#tree.isUnfolded(node)) return;
      await this.#reveal(node, { expand: true, select: false, focus: false });
      await new Promise((resolve) => setTimeout(resolve, TIME_TO_UNFOLD));
    }
  }

  /** Never brings the view to the front. */
  async #reveal(node: DataCenterNode | undefined, how: Reveal): Promise<void> {
    if (!node || !this.#view.visible) return;
    await this.#tree.settled();
    // It may be gone by now, or another with its name may have come.
    const present = this.#tree.find(node.id);
    if (!present) return;
    try {
      await this.#view.reveal(present, how);
    } catch {
      // The row came, went or moved while the editor looked for it; the tree is right all the same.
    }
  }

  #hostOf({ target }: DataCenterNode): string | undefined {
    if (target.kind === 'host' || target.kind === 'containers') return target.host;
    const { hosts, checkpoints } = this.#world.inventory;
    if (target.kind === 'checkpoint') return checkpoints?.find(({ name }) => name === target.checkpoint)?.host;
    if (target.kind === 'container' || target.kind === 'process') return hosts.find(({ containers }) => containers?.some(({ name }) => name === target.container))?.name;
    return hosts.find(({ vms }) => vms.some(({ name }) => name === target.vm))?.name;
  }
}

/** Lets menus and key bindings go by this. */
function setContext(key: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
