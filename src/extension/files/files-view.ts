import * as vscode from 'vscode';
import type { WorldEvent } from '../../simulator/index.ts';
import type { WorldClient } from '../world/world-client.ts';
import { folderEntries, folderOf } from './folder-entries.ts';
import { OpenFiles } from './open-files.ts';

/** Says where a file or directory is; `path` counts from its root, with a slash before it. */
export interface FilePlace {
  readonly path: string;
}

/** A root, or a file or directory below it. */
export interface FileNode<Place extends FilePlace> {
  readonly target: Place;
  readonly uri: vscode.Uri;
  readonly isDirectory: boolean;
}

/** What a view of files shows, and how its rows look. */
export interface FilesViewSettings<Place extends FilePlace> {
  readonly view: string;
  readonly memento: string;
  /** The context by which the view is shown: whether anything is open. */
  readonly context: string;
  readonly contextValues: { readonly folder: string; readonly file: string };
  readonly uriOf: (place: Place) => vscode.Uri;
  /** Null where the URI names nothing of this kind. */
  readonly placeOf: (uri: vscode.Uri) => Place | null;
  /** Whether that which the root belongs to is there. */
  readonly isThere: (root: Place) => boolean;
  /** Gives the row of a root its name and its look. */
  readonly dress: (item: vscode.TreeItem, root: Place) => void;
  /** Whether something may have come, gone or been called otherwise that roots belong to. */
  readonly concerns: (event: WorldEvent) => boolean;
}

/**
 * Files of the world that were opened, in the Explorer. As folders of the workspace they would make it another workspace,
 * which has another data center; so they have a view of their own.
 */
export class FilesView<Place extends FilePlace> implements vscode.TreeDataProvider<FileNode<Place>>, vscode.Disposable {
  readonly #world: WorldClient;
  readonly #settings: FilesViewSettings<Place>;
  readonly #open: OpenFiles;
  readonly #view: vscode.TreeView<FileNode<Place>>;
  readonly #changed = new vscode.EventEmitter<FileNode<Place> | undefined>();
  readonly #nodes = new Map<string, FileNode<Place>>();
  readonly #subscriptions: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(world: WorldClient, memento: vscode.Memento, provider: vscode.FileSystemProvider, settings: FilesViewSettings<Place>) {
    this.#world = world;
    this.#settings = settings;
    this.#open = new OpenFiles(memento, { memento: settings.memento, watch: (root) => provider.watch(root, { recursive: true, excludes: [] }) });
    this.#view = vscode.window.createTreeView(settings.view, { treeDataProvider: this, showCollapseAll: true });
    // A file that only changed shows as it did.
    const isOfTree = ({ type }: vscode.FileChangeEvent): boolean => type !== vscode.FileChangeType.Changed;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed, this.#open, this.#view,
      provider.onDidChangeFile((changes) => {
        if (changes.some(isOfTree)) this.#changed.fire(undefined);
      }),
      world.onDidOpen(() => void this.#refresh()),
      world.onDidReceiveEvents((events) => {
        if (events.some(settings.concerns)) void this.#refresh();
      }),
    );
    void this.#refresh();
  }

  /** Shows the files below a root, and unfolds it. */
  async open(root: Place): Promise<void> {
    const node = this.#node(root, true);
    await this.#open.add(node.uri);
    await this.#refresh();
    await vscode.commands.executeCommand(`${this.#settings.view}.focus`);
    await this.#view.reveal(node, { expand: true, select: true, focus: true });
  }

  async close(root: Place): Promise<void> {
    await this.#open.remove(this.#settings.uriOf(root));
    await this.#refresh();
  }

  /** The roots that are open, of what is there. */
  get roots(): readonly Place[] {
    return this.#open.roots.flatMap((uri) => this.#settings.placeOf(uri) ?? []).filter(this.#settings.isThere);
  }

  async getChildren(node?: FileNode<Place>): Promise<FileNode<Place>[]> {
    await this.#world.ready();
    if (node === undefined) return this.roots.map((root) => this.#node(root, true));
    if (!node.isDirectory) return [];
    const { target } = node;
    return (await folderEntries(node.uri, target.path)).map(({ path, isDirectory }) => this.#node({ ...target, path }, isDirectory));
  }

  getParent({ target }: FileNode<Place>): FileNode<Place> | undefined {
    return target.path === '/' ? undefined : this.#node({ ...target, path: folderOf(target.path) }, true);
  }

  getTreeItem({ target, uri, isDirectory }: FileNode<Place>): vscode.TreeItem {
    const { None, Collapsed } = vscode.TreeItemCollapsibleState;
    const { dress, contextValues } = this.#settings;
    const item = new vscode.TreeItem(uri, isDirectory ? Collapsed : None);
    item.id = uri.toString();
    if (target.path === '/') {
      dress(item, target);
      return item;
    }
    item.contextValue = isDirectory ? contextValues.folder : contextValues.file;
    if (!isDirectory) item.command = { command: 'vscode.open', title: 'Open', arguments: [uri] };
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #node(target: Place, isDirectory: boolean): FileNode<Place> {
    const uri = this.#settings.uriOf(target);
    const key = `${uri.toString()}${isDirectory ? '/' : ''}`;
    const node = this.#nodes.get(key) ?? { target, uri, isDirectory };
    this.#nodes.set(key, node);
    return node;
  }

  /** A view without anything to show is not there. */
  async #refresh(): Promise<void> {
    this.#changed.fire(undefined);
    await vscode.commands.executeCommand('setContext', this.#settings.context, this.roots.length > 0);
  }
}
