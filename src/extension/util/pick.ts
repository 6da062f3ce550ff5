import * as vscode from 'vscode';
import type { HostInventory, Inventory, SnapshotInventory, VmInventory } from '../../simulator/index.ts';
import { restingText } from '../../viewmodel/datacenter/vm-row.ts';
import { formatBytes, formatTime } from '../../viewmodel/quantities.ts';
import { sayNothingToDo } from './report.ts';

/** An entry of a quick pick that stands for something. */
export type Choice<Value> = vscode.QuickPickItem & { readonly value: Value };

/** Asks for one of several; undefined if the user thinks better of it. */
export async function pick<Value>(choices: readonly Choice<Value>[], placeHolder: string): Promise<Value | undefined> {
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder, matchOnDescription: true });
  return chosen?.value;
}

/** All VMs of a data center. */
export function allVms({ hosts }: Inventory): readonly VmInventory[] {
  return hosts.flatMap(({ vms }) => vms);
}

/** A VM by its name. */
export function findVm(inventory: Inventory, name: string): VmInventory | undefined {
  return allVms(inventory).find((vm) => vm.name === name);
}

/** Asks for one of the VMs that `fits`; says `none` where there is no such VM. */
export async function pickVm(
  inventory: Inventory,
  fits: (vm: VmInventory) => boolean,
  placeHolder: string,
  none: string,
): Promise<string | undefined> {
  const choices = allVms(inventory)
    .filter(fits)
    .map((vm) => ({ label: `$(vm) ${vm.name}`, description: `on ${vm.host} · ${restingText(vm)}`, value: vm.name }));
  if (choices.length > 0) return pick(choices, placeHolder);
  sayNothingToDo(none);
  return undefined;
}

/** Asks for one of the hosts that `fits`; says `none` where there is no such host. */
export async function pickHost(
  { hosts }: Inventory,
  fits: (host: HostInventory) => boolean,
  placeHolder: string,
  none: string,
): Promise<string | undefined> {
  const choices = hosts.filter(fits).map((host) => ({
    label: `$(server) ${host.name}`,
    description: `${formatBytes(host.freeBytes)} of ${formatBytes(host.memoryBytes)} free`,
    value: host.name,
  }));
  if (choices.length > 0) return pick(choices, placeHolder);
  sayNothingToDo(none);
  return undefined;
}

/** Asks for one of a VM's snapshots, the latest first. */
export async function pickSnapshot(vm: VmInventory, placeHolder: string): Promise<SnapshotInventory | undefined> {
  const choices = [...vm.snapshots].reverse().map((snapshot) => ({
    label: `$(device-camera) ${snapshot.name}`,
    description: `at ${formatTime(snapshot.takenAt)}${snapshot.id === vm.currentSnapshot ? ' · you are here' : ''}`,
    detail: snapshot.description,
    value: snapshot,
  }));
  return pick(choices, placeHolder);
}
