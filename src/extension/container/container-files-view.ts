import * as vscode from 'vscode';
import { folderEntries, folderOf } from '../util/folder-entries.ts';
import type { WorldClient } from '../world/world-client.ts';
import { allContainers } from './container-question.ts';
import { type ContainerPlace, containerPlaceOf, containerUri } from './container-uri.ts';

/** Where the containers whose files are open are remembered for the next time. */
const MEMENTO = 'virtlab.openContainers';

/** A container's root, or a file or directory in it. */
interface FileNode {
  readonly target: ContainerPlace;
  readonly uri: vscode.Uri;
  readonly isDirectory: boolean;
}

/** The files of the containers that were opened, in the Explorer. */
export class ContainerFilesView implements vscode.TreeDataProvider<FileNode>, vscode.Disposable {
  readonly #world: WorldClient;
  readonly #memento: vscode.Memento;
  readonly #view: vscode.TreeView<FileNode>;
  readonly #changed = new vscode.EventEmitter<FileNode | undefined>();
  readonly #nodes = new Map<string, FileNode>();
  readonly #subscriptions: vscode.Disposable[];
  #open: readonly string[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(world: WorldClient, memento: vscode.Memento, provider: vscode.FileSystemProvider) {
    this.#world = world;
    this.#memento = memento;
    this.#open = memento.get<readonly string[]>(MEMENTO, []);
    this.#view = vscode.window.createTreeView('virtlab.containerFiles', { treeDataProvider: this, showCollapseAll: true });
    const refresh = (): void => {
      this.#changed.fire(undefined);
    };
    this.#subscriptions = [
      this.#changed, this.#view, provider.onDidChangeFile(refresh), world.onDidOpen(refresh),
      world.onDidReceiveEvents((events) => {
        if (events.some(({ kind }) => kind === 'container.deleted' || kind === 'container.created')) refresh();
      }),
      // Roots are watched, so that what processes print makes the tree look again.
      ...this.#open.map((container) => provider.watch(containerUri({ container, path: '/' }), { recursive: true, excludes: [] })),
    ];
    void this.#showOrHide();
  }

  /** Shows a container's files, and unfolds its root. */
  async open(container: string): Promise<void> {
    const node = this.#node({ container, path: '/' }, true);
    if (!this.#open.includes(container)) await this.#keep([...this.#open, container]);
    await vscode.commands.executeCommand('virtlab.containerFiles.focus');
    await this.#view.reveal(node, { expand: true, select: true, focus: true });
  }

  async close(container: string): Promise<void> {
    await this.#keep(this.#open.filter((each) => each !== container));
  }

  /** The containers whose files are open. */
  get containers(): readonly string[] {
    return this.#open;
  }

  async getChildren(node?: FileNode): Promise<FileNode[]> {
    await this.#world.ready();
    const there = new Set(allContainers(this.#world.inventory).map(({ name }) => name));
    if (node === undefined) return this.#open.filter((container) => there.has(container)).map((container) => this.#node({ container, path: '/' }, true));
    if (!node.isDirectory) return [];
    const { container, path: folder } = node.target;
    return (await folderEntries(node.uri, folder)).map(({ path, isDirectory }) => this.#node({ container, path }, isDirectory));
  }

  getParent({ target: { container, path } }: FileNode): FileNode | undefined {
    return path === '/' ? undefined : this.#node({ container, path: folderOf(path) }, true);
  }

  getTreeItem({ target, uri, isDirectory }: FileNode): vscode.TreeItem {
    const { None, Collapsed } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(uri, isDirectory ? Collapsed : None);
    item.id = uri.toString();
    if (target.path === '/') {
      item.label = `Files of ${target.container}`;
      item.iconPath = new vscode.ThemeIcon('package');
      item.contextValue = 'containerRoot';
      item.accessibilityInformation = { label: `Files of container ${target.container}` };
      return item;
    }
    item.contextValue = isDirectory ? 'containerFolder' : 'containerFile';
    if (!isDirectory) item.command = { command: 'vscode.open', title: 'Open', arguments: [uri] };
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #node(target: ContainerPlace, isDirectory: boolean): FileNode {
    const uri = containerUri(target);
    const key = `${uri.toString()}${isDirectory ? '/' : ''}`;
    const node = this.#nodes.get(key) ?? { target: containerPlaceOf(uri), uri, isDirectory };
    this.#nodes.set(key, node);
    return node;
  }

  async #keep(open: readonly string[]): Promise<void> {
    this.#open = open;
    await this.#showOrHide();
    this.#changed.fire(undefined);
    await this.#memento.update(MEMENTO, open);
  }

  async #showOrHide(): Promise<void> {
    await vscode.commands.executeCommand('setContext', 'virtlab.hasOpenContainers', this.#open.length > 0);
  }
}
