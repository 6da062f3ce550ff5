import * as vscode from 'vscode';
import type { WorldEvent } from '../../simulator/index.ts';
import { resetText } from '../../viewmodel/container/checkpoint-text.ts';
import { guestSentence } from '../../viewmodel/datacenter/damage-text.ts';
import { backText } from '../../viewmodel/datacenter/guest-text.ts';
import { findVm } from '../util/pick.ts';
import { sayDone } from '../util/report.ts';
import type { WorldClient } from './world-client.ts';

const START_ANEW = 'Start Anew';
const OFF_AND_ON = 'Power Off and On';
const ROLL_BACK = 'Roll Back…';
const REPLICATE = 'Replicate Again…';
/** What the data center says where the user ended it. */
const STOPPED_BY_ORDER = 'It was stopped.';
const RECOVER = 'Repair the Link and Recover';

/** Tells of kernels of hosts that crashed, of VMs that were lost, of guests that crashed, of replicas that are gone, of post-copy that stands still, and of plans that came to nothing, with what can be done. */
export function registerLossNotices(world: WorldClient): vscode.Disposable {
  return world.onDidReceiveEvents((events) => {
    for (const event of events) {
      if (event.kind === 'host.kernel-panicked') void tellPanic(event);
      if (event.kind === 'container.migrated') tellResets(event);
      if (event.kind === 'vm.lost' && !fellWithKernel(event, events)) void tellLoss(event, world);
      if (event.kind === 'replication.stopped' && event.reason !== STOPPED_BY_ORDER) void tellUnprotected(event);
      if (event.kind === 'vm.guest-crashed') void tellCrash(event, world);
      if (event.kind === 'snapshot.rolled-back' && event.checksum !== undefined) tellReturn(event.vm, event.snapshot, event.checksum, world);
      if (event.kind === 'migration.postcopy-paused') void tellPause(event, world);
      if (event.kind === 'scenario.refused') {
        void vscode.window.showWarningMessage(`The scenario had ${event.command.kind} in store for now, which changed nothing: ${event.reason}`);
      }
    }
  });
}

/** One notice of a kernel is enough for all VMs that it carried. */
function fellWithKernel({ reason }: Extract<WorldEvent, { kind: 'vm.lost' }>, events: readonly WorldEvent[]): boolean {
  return events.some((event) => event.kind === 'host.kernel-panicked' && reason.startsWith(`the kernel of host ${event.host} `));
}

function tellResets({ container, to, connections }: Extract<WorldEvent, { kind: 'container.migrated' }>): void {
  const text = resetText(connections);
  if (text !== '') void vscode.window.showWarningMessage(`${container} is on ${to} now. ${text}`);
}

async function tellPanic({ host, reason }: Extract<WorldEvent, { kind: 'host.kernel-panicked' }>): Promise<void> {
  const repair = `Repair ${host}`;
  const chosen = await vscode.window.showErrorMessage(`The kernel of ${host} has crashed (${reason}): all that ran on ${host} shared it or was carried by it, and is gone.`, repair);
  if (chosen === repair) await vscode.commands.executeCommand('virtlab.host.repair', { host });
}

async function tellLoss({ vm, reason }: Extract<WorldEvent, { kind: 'vm.lost' }>, world: WorldClient): Promise<void> {
  const host = world.inventory.hosts.find(({ vms }) => vms.some(({ name }) => name === vm));
  const hasSnapshots = (findVm(world.inventory, vm)?.snapshots.length ?? 0) > 0;
  const repair = `Repair ${host?.name ?? ''}`;
  // On a host that is down nothing can be started.
  const ways = host?.up === false ? [repair] : hasSnapshots ? [ROLL_BACK, START_ANEW] : [START_ANEW];
  const chosen = await vscode.window.showErrorMessage(`${vm} is lost: ${reason}. Its memory is gone for good.`, ...ways);
  if (chosen === START_ANEW) await vscode.commands.executeCommand('virtlab.vm.start', { vm });
  if (chosen === ROLL_BACK) await vscode.commands.executeCommand('virtlab.snapshot.rollback', { vm });
  if (host && chosen === repair) await vscode.commands.executeCommand('virtlab.host.repair', { host: host.name });
}

async function tellUnprotected({ vm, reason }: Extract<WorldEvent, { kind: 'replication.stopped' }>): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(`${vm} has no replica any more: ${reason} It runs on unprotected.`, REPLICATE);
  if (chosen === REPLICATE) await vscode.commands.executeCommand('virtlab.vm.replicate', { vm });
}

async function tellCrash(event: Extract<WorldEvent, { kind: 'vm.guest-crashed' }>, world: WorldClient): Promise<void> {
  const { vm } = event;
  const hasSnapshots = (findVm(world.inventory, vm)?.snapshots.length ?? 0) > 0;
  const ways = hasSnapshots ? [ROLL_BACK, OFF_AND_ON] : [OFF_AND_ON];
  const chosen = await vscode.window.showErrorMessage(guestSentence(event), ...ways);
  if (chosen === ROLL_BACK) await vscode.commands.executeCommand('virtlab.snapshot.rollback', { vm });
  if (chosen !== OFF_AND_ON) return;
  await vscode.commands.executeCommand('virtlab.vm.stop', { vm });
  await vscode.commands.executeCommand('virtlab.vm.start', { vm });
}

/** A guest that has a checksum proves that it is what it was. */
function tellReturn(vm: string, id: string, now: string, world: WorldClient): void {
  const snapshot = findVm(world.inventory, vm)?.snapshots.find((each) => each.id === id);
  sayDone(backText(vm, snapshot?.name ?? id, now, snapshot?.checksum));
}

async function tellPause(event: Extract<WorldEvent, { kind: 'migration.postcopy-paused' }>, world: WorldClient): Promise<void> {
  const { migration, reason } = event;
  const vm = world.inventory.hosts.flatMap(({ vms }) => vms).find((each) => each.migration?.id === migration);
  if (!vm?.migration) return;
  const { from, to } = vm.migration;
  const chosen = await vscode.window.showWarningMessage(
    `The post-copy of ${vm.name} is paused: ${reason.replace(/\.$/, '')}. Part of its memory is still on ${from}; ${vm.name} goes on as far as it gets on ${to}.`,
    RECOVER,
  );
  if (chosen !== RECOVER) return;
  await vscode.commands.executeCommand('virtlab.link.repair', { between: [from, to] });
  await vscode.commands.executeCommand('virtlab.vm.recoverMigration', { vm: vm.name });
}
