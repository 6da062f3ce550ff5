import * as vscode from 'vscode';

/** Where the files of something are rooted, and which of its roots stay open from one start of the editor to the next. */
export interface OpenFilesSettings {
  /** Under which name they are remembered. */
  readonly memento: string;
  /** Lets the file system tell of changes below a root, also of those that processes make. */
  readonly watch: (root: vscode.Uri) => vscode.Disposable;
}

/** The roots that are open in a view of files: remembered, and each watched as long as it is open. */
export class OpenFiles implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #settings: OpenFilesSettings;
  readonly #watchers = new Map<string, vscode.Disposable>();

  constructor(memento: vscode.Memento, settings: OpenFilesSettings) {
    this.#memento = memento;
    this.#settings = settings;
    for (const root of memento.get<readonly string[]>(settings.memento, [])) this.#watch(vscode.Uri.parse(root));
  }

  /** In the order in which they were opened. */
  get roots(): readonly vscode.Uri[] {
    return [...this.#watchers.keys()].map((root) => vscode.Uri.parse(root));
  }

  async add(root: vscode.Uri): Promise<void> {
    if (this.#watchers.has(root.toString())) return;
    this.#watch(root);
    await this.#remember();
  }

  async remove(root: vscode.Uri): Promise<void> {
    this.#watchers.get(root.toString())?.dispose();
    this.#watchers.delete(root.toString());
    await this.#remember();
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.dispose();
  }

  #watch(root: vscode.Uri): void {
    this.#watchers.set(root.toString(), this.#settings.watch(root));
  }

  #remember(): Thenable<void> {
    return this.#memento.update(this.#settings.memento, [...this.#watchers.keys()]);
  }
}
