import type { HostInventory, Inventory, LinkInventory, Outcome } from '../../simulator/index.ts';
import { linkText } from '../../viewmodel/datacenter/host-row.ts';
import { activeMigration } from '../../viewmodel/datacenter/vm-row.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { confirmed } from '../util/ask.ts';
import { findVm, pick, pickHost } from '../util/pick.ts';
import { report, sayNothingToDo } from '../util/report.ts';
import { endsOf } from './link-edit.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** Faults, to see what survives them, and their repair. On a VM that migrates they strike where it comes from or goes. */
export const FAULT_COMMANDS: CommandTable = {
  'host.fail': failHost,
  'host.repair': repairHost,
  'host.exhaust': exhaustHost,
  'link.cut': cutLink,
  'link.repair': repairLink,
};

/** Arguments: `host`; `confirmed: true` asks nothing. */
async function failHost(given: CommandArguments, { world }: CommandTools): CommandResult {
  const { inventory } = world;
  const host = await hostOf(given, inventory, ({ up }) => up, 'Which host fails?', 'No host is up.');
  if (host === undefined) return undefined;
  const victims = runningOn(inventory, host);
  const question = `Let ${host} lose power?`;
  const detail = `${listed(victims)} ${victims.length === 1 ? 'runs' : 'run'} there and will be lost; snapshots stay.`;
  if (victims.length > 0 && given['confirmed'] !== true && !(await confirmed(question, detail, 'Let It Fail'))) return undefined;
  return report(await world.apply({ kind: 'host.fail', host }), `${host} has failed.`);
}

/** Argument: `host`. */
async function repairHost(given: CommandArguments, { world }: CommandTools): CommandResult {
  const host = await hostOf(given, world.inventory, ({ up }) => !up, 'Repair which host?', 'No host has failed.');
  if (host === undefined) return undefined;
  const outcome = await world.apply({ kind: 'host.repair', host });
  return report(outcome, `${host} is up again. What ran there is stopped; start it anew or roll it back.`);
}

/** Argument: `host`. */
async function exhaustHost(given: CommandArguments, { world }: CommandTools): CommandResult {
  const host = await hostOf(given, world.inventory, ({ up }) => up, 'Which host runs out of memory?', 'No host is up.');
  if (host === undefined) return undefined;
  const outcome = await world.apply({ kind: 'host.exhaust', host });
  return report(outcome, whatRanOut(host, outcome));
}

function whatRanOut(host: string, outcome: Outcome): string {
  const struck = outcome.ok && outcome.events.some(({ kind }) => kind === 'migration.failed');
  return struck
    ? `${host} had no memory left for what was coming in.`
    : `${host} ran out of free memory for a moment; nothing was coming in, so nothing came of it.`;
}

/** Arguments: `between`, or `vm` for the link that its migration goes over, or `host` to choose among its links. */
async function cutLink(given: CommandArguments, { world }: CommandTools): CommandResult {
  const between = await linkOf(given, world.inventory, true, 'Cut which link? What is on its way is lost.');
  if (!between) return undefined;
  const outcome = await world.apply({ kind: 'link.edit', between, up: false });
  return report(outcome, `The link ${between.join(' – ')} is cut.`);
}

/** The same arguments. */
async function repairLink(given: CommandArguments, { world }: CommandTools): CommandResult {
  const between = await linkOf(given, world.inventory, false, 'Repair which link?');
  if (!between) return undefined;
  const outcome = await world.apply({ kind: 'link.edit', between, up: true });
  return report(outcome, `The link ${between.join(' – ')} is up again.`);
}

/** The host that is named, or one of those that a named VM migrates between, or any that fits. */
async function hostOf(
  given: CommandArguments,
  inventory: Inventory,
  fits: (host: HostInventory) => boolean,
  question: string,
  none: string,
): Promise<string | undefined> {
  const host = textOf(given, 'host');
  if (host !== undefined) return host;
  const ends = migrationEnds(given, inventory);
  return pickHost(inventory, (each) => fits(each) && (ends?.includes(each.name) ?? true), question, none);
}

async function linkOf(
  given: CommandArguments,
  inventory: Inventory,
  up: boolean,
  question: string,
): Promise<readonly [string, string] | undefined> {
  const named = endsOf(given['between']) ?? migrationEnds(given, inventory);
  if (named) return named;
  const host = textOf(given, 'host');
  const links = inventory.links.filter((link) => link.up === up && (host === undefined || link.between.includes(host)));
  if (links.length > 0) return pick(links.map(linkChoice), question);
  sayNothingToDo(`There is no link that is ${up ? 'up' : 'down'}.`);
  return undefined;
}

function linkChoice(link: LinkInventory) {
  return {
    label: `$(${link.up ? 'plug' : 'debug-disconnect'}) ${link.between.join(' – ')}`,
    description: linkText(link),
    value: link.between,
  };
}

/** The hosts that a named VM migrates between. */
function migrationEnds(given: CommandArguments, inventory: Inventory): readonly [string, string] | undefined {
  const vm = findVm(inventory, textOf(given, 'vm') ?? '');
  const migration = vm && activeMigration(vm);
  return migration ? [migration.from, migration.to] : undefined;
}

/** VMs whose memory is lost with a host: those that run or are paused there. */
function runningOn({ hosts }: Inventory, host: string): readonly string[] {
  const vms = hosts.find(({ name }) => name === host)?.vms ?? [];
  return vms.filter(({ state }) => state !== 'stopped').map(({ name }) => name);
}

/** "web", "web and db", "web, db and cache". */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
