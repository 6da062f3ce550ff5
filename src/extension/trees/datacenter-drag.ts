import * as vscode from 'vscode';
import type { DataCenterNode } from './datacenter-tree.ts';

/** The editor names the data of a tree's own drags after the view, in lower case. */
const VM_DATA = 'application/vnd.code.tree.virtlab.datacenter';

/** Dragging a VM onto a host, or onto anything on that host, migrates it with the remembered settings. */
export class DataCenterDrag implements vscode.TreeDragAndDropController<DataCenterNode> {
  readonly dragMimeTypes = [VM_DATA];
  readonly dropMimeTypes = [VM_DATA];
  readonly #hostOf: (node: DataCenterNode) => string | undefined;

  /** `hostOf` names the host that a row belongs to. */
  constructor(hostOf: (node: DataCenterNode) => string | undefined) {
    this.#hostOf = hostOf;
  }

  handleDrag(nodes: readonly DataCenterNode[], data: vscode.DataTransfer): void {
    const [target] = nodes.flatMap((node) => (node.target.kind === 'vm' ? [node.target] : []));
    if (target) data.set(VM_DATA, new vscode.DataTransferItem(target.vm));
  }

  async handleDrop(onto: DataCenterNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const vm: unknown = data.get(VM_DATA)?.value;
    const to = onto && this.#hostOf(onto);
    if (typeof vm !== 'string' || to === undefined) return;
    await vscode.commands.executeCommand('virtlab.vm.migrate', { vm, to, remembered: true });
  }
}
