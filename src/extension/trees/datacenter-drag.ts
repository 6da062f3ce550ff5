import * as vscode from 'vscode';
import { isRecord } from '../util/arguments.ts';
import type { DataCenterNode } from './datacenter-tree.ts';

type Dragged = { readonly vm: string } | { readonly container: string };

/** The editor names the data of a tree's own drags after the view, in lower case. */
const DRAG_DATA = 'application/vnd.code.tree.virtlab.datacenter';

/** Dragging a VM or a container onto a host, or onto anything on that host, migrates it with the remembered settings. */
export class DataCenterDrag implements vscode.TreeDragAndDropController<DataCenterNode> {
  readonly dragMimeTypes = [DRAG_DATA];
  readonly dropMimeTypes = [DRAG_DATA];
  readonly #hostOf: (node: DataCenterNode) => string | undefined;

  /** `hostOf` names the host that a row belongs to. */
  constructor(hostOf: (node: DataCenterNode) => string | undefined) {
    this.#hostOf = hostOf;
  }

  handleDrag(nodes: readonly DataCenterNode[], data: vscode.DataTransfer): void {
    const [target] = nodes.flatMap(({ target: each }): readonly Dragged[] => {
      if (each.kind === 'vm') return [{ vm: each.vm }];
      return each.kind === 'container' ? [{ container: each.container }] : [];
    });
    if (target) data.set(DRAG_DATA, new vscode.DataTransferItem(target));
  }

  async handleDrop(onto: DataCenterNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const dragged: unknown = data.get(DRAG_DATA)?.value;
    const to = onto && this.#hostOf(onto);
    if (!isRecord(dragged) || to === undefined) return;
    await vscode.commands.executeCommand(`virtlab.${'container' in dragged ? 'container' : 'vm'}.migrate`, { ...dragged, to, remembered: true });
  }
}
