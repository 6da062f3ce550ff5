import { formatBytes } from '../../viewmodel/quantities.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { checkName, freeName } from '../util/names.ts';
import { pickHost } from '../util/pick.ts';
import { checkQuantity, HOST_MEMORY, quantityOf } from '../util/quantity-input.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

export const HOST_COMMANDS: CommandTable = { 'host.add': addHost, 'host.remove': removeHost };

/** Arguments: `host`, `memory` ("4 GiB", or bytes). */
async function addHost(given: CommandArguments, { world, reveal }: CommandTools): CommandResult {
  const taken = world.inventory.hosts.map(({ name }) => name);
  const host =
    textOf(given, 'host') ??
    (await ask({
      title: 'Add a Host',
      prompt: 'Name of the host.',
      value: freeName('host', taken),
      check: (answer) => checkName(answer, taken, 'host'),
    }));
  if (host === undefined) return undefined;
  const memory =
    given['memory'] ??
    (await ask({
      title: 'Add a Host',
      prompt: `Memory of ${host}.`,
      value: '4 GiB',
      check: (answer) => checkQuantity(answer, HOST_MEMORY, 'Memory'),
    }));
  if (memory === undefined) return undefined;
  const memoryBytes = quantityOf(memory, HOST_MEMORY, 'Memory');
  const outcome = await world.apply({ kind: 'host.add', host, memoryBytes });
  if (outcome.ok) await reveal(`host/${host}`);
  return report(outcome, `Host ${host} added, with ${formatBytes(memoryBytes)}.`);
}

/** Argument: `host`. */
async function removeHost(given: CommandArguments, { world }: CommandTools): CommandResult {
  const host =
    textOf(given, 'host') ??
    (await pickHost(
      world.inventory,
      ({ vms }) => vms.length === 0,
      'Remove which host?',
      'There is no host without VMs. Migrate or delete its VMs first.',
    ));
  if (host === undefined) return undefined;
  return report(await world.apply({ kind: 'host.remove', host }), `Host ${host} removed.`);
}
