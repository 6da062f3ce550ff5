import * as vscode from 'vscode';
import type { HostInventory, Inventory, LinkInventory, MigrationParameters, VmInventory } from '../../simulator/index.ts';
import { activeMigration } from '../../viewmodel/datacenter/vm-row.ts';
import { formatBytes, formatRate } from '../../viewmodel/quantities.ts';
import { type CommandArguments, isRecord, textOf } from '../util/arguments.ts';
import { type Choice, findVm, pick, pickVm } from '../util/pick.ts';
import { report, sayNothingToDo } from '../util/report.ts';
import type { CommandResult, CommandTools } from './registry.ts';

/**
 * Starts a migration and shows it on the timeline. Arguments: `vm`, `to`, and `parameters` as a command has them.
 * The outcome is that of the start; the migration goes on by itself.
 */
export async function migrateVm(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm =
    textOf(given, 'vm') ??
    (await pickVm(
      world.inventory,
      (each) => each.state !== 'stopped' && !activeMigration(each),
      'Migrate which VM?',
      'There is no VM to migrate. Start one first.',
    ));
  if (vm === undefined) return undefined;
  const to = textOf(given, 'to') ?? (await pickDestination(world.inventory, vm));
  if (to === undefined) return undefined;
  const parameters = isRecord(given['parameters']) ? (given['parameters'] as Partial<MigrationParameters>) : undefined;
  const outcome = await world.apply({ kind: 'vm.migrate', vm, to, ...(parameters && { parameters }) });
  report(outcome, `${vm} moves to ${to} while it runs.`);
  if (outcome.ok && given['quiet'] !== true) void vscode.commands.executeCommand('virtlab.timeline.show', { vm });
  return outcome;
}

interface Destination {
  readonly host: string;
  /** Why the VM cannot go there; undefined where it can. */
  readonly obstacle: string | undefined;
}

/** Asks for the host to go to. Hosts that cannot take the VM are shown with the reason. */
async function pickDestination(inventory: Inventory, name: string): Promise<string | undefined> {
  const vm = findVm(inventory, name);
  if (!vm) throw new Error(`There is no VM "${name}".`);
  const choices = inventory.hosts
    .filter((host) => host.name !== vm.host)
    .map((host) => destination(inventory, vm, host))
    .sort((one, other) => Number(one.value.obstacle !== undefined) - Number(other.value.obstacle !== undefined));
  if (choices.length === 0) {
    sayNothingToDo('There is no other host to migrate to. Add a host first.');
    return undefined;
  }
  const chosen = await pick(choices, `Migrate ${name} (${formatBytes(vm.memoryBytes)}) from ${vm.host} to which host?`);
  if (chosen?.obstacle !== undefined) throw new Error(`${name} cannot move to ${chosen.host}: ${chosen.obstacle}.`);
  return chosen?.host;
}

function destination(inventory: Inventory, vm: VmInventory, host: HostInventory): Choice<Destination> {
  const link = inventory.links.find(({ between }) => between.includes(vm.host) && between.includes(host.name));
  const free = `${formatBytes(host.freeBytes)} free`;
  const obstacle = obstacleTo(vm, host, link);
  return {
    label: `$(${obstacle === undefined ? 'server' : 'circle-slash'}) ${host.name}`,
    description: obstacle === undefined && link ? `${free} · link ${formatRate(link.bytesPerSecond)}` : `not possible: ${obstacle}`,
    value: { host: host.name, obstacle },
  };
}

/** Why a VM cannot go to a host; undefined where it can. The data center has the last word. */
function obstacleTo(vm: VmInventory, host: HostInventory, link: LinkInventory | undefined): string | undefined {
  if (!host.up) return 'it is down';
  if (host.freeBytes < vm.memoryBytes) {
    return `${formatBytes(vm.memoryBytes)} are needed and ${formatBytes(host.freeBytes)} free`;
  }
  if (!link) return `there is no link from ${vm.host} to it`;
  return link.up ? undefined : `the link from ${vm.host} to it is down`;
}
