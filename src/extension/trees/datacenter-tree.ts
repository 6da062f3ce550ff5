import * as vscode from 'vscode';
import type { Inventory } from '../../simulator/index.ts';
import { changedRows, movedRows } from '../../viewmodel/datacenter/changed-rows.ts';
import type { KnownRows } from '../../viewmodel/datacenter/container-rows.ts';
import type { Row, RowColour, RowTarget } from '../../viewmodel/datacenter/row.ts';
import { dataCenterRows, rowsById } from '../../viewmodel/datacenter/rows.ts';

/** Figures of a running migration change many times a second; people read them twice a second. */
const REDRAW_GAP = 500;
/** The editor gathers redraws for 200 ms before it asks for rows; in so many milliseconds it has them. */
const TIME_TO_TAKE = 300;

/** Refreshing takes up one part in so many of the time at most, so that the editor has the rest. */
const SHARE_OF_TIME = 5;

/** What the tree needs of the world. */
export interface WorldOfTree {
  readonly inventory: Inventory;
  readonly onDidChange: vscode.Event<Inventory>;
  ready(): Promise<void>;
}

/** An element of the tree; the same object for as long as the thing exists. */
export interface DataCenterNode {
  readonly id: string;
  readonly target: RowTarget;
}

/** Hosts, their VMs, and each VM's snapshot tree. Only rows that changed are drawn again. */
export class DataCenterTree implements vscode.TreeDataProvider<DataCenterNode>, vscode.Disposable {
  readonly #world: WorldOfTree;
  readonly #redraw = new vscode.EventEmitter<DataCenterNode[] | undefined>();
  readonly #grown = new vscode.EventEmitter<readonly DataCenterNode[]>();
  readonly #moved = new vscode.EventEmitter<readonly DataCenterNode[]>();
  readonly #subscription: vscode.Disposable;
  readonly #nodes = new Map<string, DataCenterNode>();
  /** Rows whose children the editor has asked for since there are any: those that it shows unfolded. */
  readonly #asked = new Set<string>();
  readonly #known: KnownRows = new WeakMap();
  #rows: readonly Row[] = [];
  #byId: ReadonlyMap<string, Row> = new Map();
  #parents: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | undefined;
  /** When it goes off. */
  #due = 0;
  #lastDrawn = Number.NEGATIVE_INFINITY;
  /** No refresh before then. */
  #notBefore = Number.NEGATIVE_INFINITY;

  readonly onDidChangeTreeData = this.#redraw.event;
  /** Fires with rows that had nothing below them and have now; the editor would leave them folded. */
  readonly onDidGrow = this.#grown.event;
  /** Fires with rows that went from one parent to another; the editor would forget that they were selected. */
  readonly onDidMove = this.#moved.event;

  constructor(world: WorldOfTree) {
    this.#world = world;
    this.#adopt(this.#rowsNow());
    this.#subscription = world.onDidChange(() => {
      this.#refreshSoon();
    });
  }

  async getChildren(node?: DataCenterNode): Promise<DataCenterNode[]> {
    await this.#world.ready();
    this.#catchUp();
    if (node) this.#asked.add(node.id);
    const rows = node ? (this.#byId.get(node.id)?.children ?? []) : this.#rows;
    return rows.map((row) => this.#node(row));
  }

  getParent(node: DataCenterNode): DataCenterNode | undefined {
    const parent = this.#byId.get(this.#parents.get(node.id) ?? '');
    return parent && this.#node(parent);
  }

  getTreeItem({ id }: DataCenterNode): vscode.TreeItem {
    const row = this.#byId.get(id);
    // Gone since the editor asked for the list.
    return row ? treeItem(row) : new vscode.TreeItem('');
  }

  /** The node of a host (`host/alpha`), VM (`vm/web`) or snapshot (`snapshot/web/1`), to reveal it. */
  find(id: string): DataCenterNode | undefined {
    const row = this.#byId.get(id);
    return row && this.#node(row);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#redraw.dispose();
    this.#grown.dispose();
    this.#moved.dispose();
  }

  /** Whether the editor has asked what is below a row since there is anything: it does so when it unfolds it. */
  isUnfolded({ id }: DataCenterNode): boolean {
    return this.#asked.has(id);
  }

  /**
   * Resolves when the editor had time to take what was drawn last. A row that is revealed while the editor asks for
   * its list anew is looked for in the old one, which is an error in the editor's log.
   */
  async settled(): Promise<void> {
    for (let wait = this.#untilTaken(); wait > 0; wait = this.#untilTaken()) await new Promise((resolve) => setTimeout(resolve, wait));
  }

  #untilTaken(): number {
    return this.#lastDrawn + TIME_TO_TAKE - performance.now();
  }

  /** Things that come, go or change their state show at once, as far as the time allows; figures may wait. */
  #refreshSoon(): void {
    const begun = performance.now();
    if (begun < this.#notBefore) {
      this.#refreshIn(this.#notBefore - begun);
      return;
    }
    const rows = this.#rowsNow();
    const wait = this.#lastDrawn + REDRAW_GAP - begun;
    if (wait <= 0 || this.#shapeDiffers(rowsById(rows))) this.#draw(rows);
    else this.#refreshIn(wait);
    const ended = performance.now();
    this.#notBefore = ended + (ended - begun) * (SHARE_OF_TIME - 1);
  }

  /** Whoever asks now sees what has come and gone, though its turn is later. */
  #catchUp(): void {
    if (this.#timer === undefined) return;
    const rows = this.#rowsNow();
    if (this.#shapeDiffers(rowsById(rows))) this.#draw(rows);
  }

  #refreshIn(milliseconds: number): void {
    const due = performance.now() + milliseconds;
    if (this.#timer !== undefined && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#refreshSoon();
    }, milliseconds);
  }

  #rowsNow(): readonly Row[] {
    return dataCenterRows(this.#world.inventory, this.#known);
  }

  #shapeDiffers(byId: ReadonlyMap<string, Row>): boolean {
    if (byId.size !== this.#byId.size) return true;
    for (const [id, row] of byId) {
      const drawn = this.#byId.get(id);
      if (drawn?.context !== row.context || drawn.label !== row.label) return true;
    }
    return false;
  }

  #draw(rows: readonly Row[]): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastDrawn = performance.now();
    const changes = changedRows(this.#rows, rows);
    if (changes === 'none') return;
    const before = this.#byId;
    const moved = movedRows(this.#rows, rows);
    this.#adopt(rows);
    this.#redraw.fire(changes === 'all' ? undefined : changes.flatMap((id) => this.find(id) ?? []));
    const grown = [...this.#byId.values()].filter(
      ({ id, children, isFolded }) => children.length > 0 && isFolded !== true && before.get(id)?.children.length === 0,
    );
    for (const { id } of grown) this.#asked.delete(id);
    if (grown.length > 0) this.#grown.fire(grown.map((row) => this.#node(row)));
    if (moved.length > 0) this.#moved.fire(moved.flatMap((id) => this.find(id) ?? []));
  }

  #adopt(rows: readonly Row[]): void {
    this.#rows = rows;
    this.#byId = rowsById(rows);
    this.#parents = new Map(
      [...this.#byId.values()].flatMap(({ id, children }) => children.map((child) => [child.id, id] as const)),
    );
    for (const id of this.#nodes.keys()) if (!this.#byId.has(id)) this.#nodes.delete(id);
  }

  #node({ id, target }: Row): DataCenterNode {
    const known = this.#nodes.get(id);
    if (known) return known;
    const node = { id, target };
    this.#nodes.set(id, node);
    return node;
  }
}

const COLOURS: Readonly<Record<RowColour, string>> = {
  running: 'charts.green',
  paused: 'charts.yellow',
  stopped: 'disabledForeground',
  moving: 'charts.blue',
  failed: 'charts.red',
  here: 'charts.blue',
};

function treeItem(row: Row): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, row.children.length === 0 ? None : row.isFolded === true ? Collapsed : Expanded);
  item.id = row.id;
  item.description = row.description;
  item.tooltip = new vscode.MarkdownString(row.tooltip);
  item.iconPath = new vscode.ThemeIcon(row.icon, row.colour === null ? undefined : new vscode.ThemeColor(COLOURS[row.colour]));
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  return item;
}
