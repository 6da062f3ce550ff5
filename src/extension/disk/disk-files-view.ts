import * as vscode from 'vscode';
import { folderEntries, folderOf } from '../util/folder-entries.ts';
import type { WorldClient } from '../world/world-client.ts';
import { type DiskPlace, diskUri, placeOf } from './disk-uri.ts';

/** Where the disks that are open are remembered for the next time. */
const MEMENTO = 'virtlab.openDisks';

/** A disk, or a file or directory on one. */
export interface FileNode {
  readonly target: DiskPlace;
  readonly uri: vscode.Uri;
  readonly isDirectory: boolean;
}

/**
 * The files of the disks that were opened, in the Explorer. As folders of the workspace they would make it another
 * workspace, which has another data center; so they have a view of their own.
 */
export class DiskFilesView implements vscode.TreeDataProvider<FileNode>, vscode.Disposable {
  readonly #world: WorldClient;
  readonly #memento: vscode.Memento;
  readonly #view: vscode.TreeView<FileNode>;
  readonly #changed = new vscode.EventEmitter<FileNode | undefined>();
  readonly #nodes = new Map<string, FileNode>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #provider: vscode.FileSystemProvider;
  #open: readonly string[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(world: WorldClient, memento: vscode.Memento, provider: vscode.FileSystemProvider) {
    this.#world = world;
    this.#memento = memento;
    this.#provider = provider;
    this.#open = memento.get<readonly string[]>(MEMENTO, []);
    this.#view = vscode.window.createTreeView('virtlab.diskFiles', { treeDataProvider: this, showCollapseAll: true });
    // A file that only changed shows as it did.
    const isOfTree = ({ type }: vscode.FileChangeEvent): boolean => type !== vscode.FileChangeType.Changed;
    this.#subscriptions = [
      this.#changed,
      this.#view,
      provider.onDidChangeFile((changes) => {
        if (changes.some(isOfTree)) this.#changed.fire(undefined);
      }),
      world.onDidOpen(() => {
        this.#changed.fire(undefined);
      }),
      ...this.#open.map((uri) => provider.watch(vscode.Uri.parse(uri), { recursive: true, excludes: [] })),
    ];
    void this.#showOrHide();
  }

  /** Shows a disk, and unfolds it. */
  async open(vm: string, snapshot: string | null): Promise<void> {
    const node = this.#node({ vm, snapshot, path: '/' }, true);
    const name = node.uri.toString();
    if (!this.#open.includes(name)) {
      await this.#keep([...this.#open, name]);
      this.#subscriptions.push(this.#provider.watch(node.uri, { recursive: true, excludes: [] }));
    }
    await vscode.commands.executeCommand('virtlab.diskFiles.focus');
    await this.#view.reveal(node, { expand: true, select: true, focus: true });
  }

  /** The disks that are open. */
  disks(): readonly DiskPlace[] {
    return this.#open.flatMap((uri) => this.#rootAt(uri).map(({ target }) => target));
  }

  async close({ vm, snapshot }: Omit<DiskPlace, 'path'>): Promise<void> {
    const name = diskUri({ vm, snapshot, path: '/' }).toString();
    await this.#keep(this.#open.filter((each) => each !== name));
  }

  async getChildren(node?: FileNode): Promise<FileNode[]> {
    await this.#world.ready();
    if (node === undefined) return this.#open.flatMap((uri) => this.#rootAt(uri));
    if (!node.isDirectory) return [];
    const { target } = node;
    return (await folderEntries(node.uri, target.path)).map(({ path, isDirectory }) => this.#node({ ...target, path }, isDirectory));
  }

  getParent({ target }: FileNode): FileNode | undefined {
    if (target.path === '/') return undefined;
    return this.#node({ ...target, path: folderOf(target.path) }, true);
  }

  getTreeItem({ target, uri, isDirectory }: FileNode): vscode.TreeItem {
    const { None, Collapsed } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(uri, isDirectory ? Collapsed : None);
    item.id = uri.toString();
    if (target.path === '/') return this.#root(item, target);
    item.contextValue = isDirectory ? 'diskFolder' : 'diskFile';
    if (!isDirectory) item.command = { command: 'vscode.open', title: 'Open', arguments: [uri] };
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #root(item: vscode.TreeItem, { vm, snapshot }: DiskPlace): vscode.TreeItem {
    const found = this.#world.inventory.hosts.flatMap(({ vms }) => vms).find(({ name }) => name === vm);
    const moment = snapshot === null ? 'now' : (found?.snapshots.find(({ id }) => id === snapshot)?.name ?? 'a snapshot that is gone');
    item.label = `Disk of ${vm}`;
    item.description = snapshot === null ? moment : `"${moment}"`;
    item.iconPath = new vscode.ThemeIcon('database');
    item.contextValue = snapshot === null ? 'diskRoot.now' : 'diskRoot';
    item.accessibilityInformation = { label: `Disk of ${vm}, ${moment}` };
    return item;
  }

  #rootAt(uri: string): FileNode[] {
    const place = placeOf(vscode.Uri.parse(uri));
    return place === null ? [] : [this.#node(place, true)];
  }

  #node(target: DiskPlace, isDirectory: boolean): FileNode {
    const uri = diskUri(target);
    const key = `${uri.toString()}${isDirectory ? '/' : ''}`;
    const node = this.#nodes.get(key) ?? { target, uri, isDirectory };
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
    await vscode.commands.executeCommand('setContext', 'virtlab.hasOpenDisks', this.#open.length > 0);
  }
}
