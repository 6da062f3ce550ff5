import { LIMITS } from '../../simulator/index.ts';
import { formatCount } from '../../viewmodel/quantities.ts';
import { type CommandArguments, numberOf, textOf } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { pickVm } from '../util/pick.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** Clients of a VM's server: what they see of a migration is on the timeline. */
export const CLIENT_COMMANDS: CommandTable = { 'vm.attachClients': attachClients, 'vm.detachClients': detachClients };

/** Arguments: `vm`, `requestsPerSecond`. */
async function attachClients(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm =
    textOf(given, 'vm') ??
    (await pickVm(world.inventory, ({ clients }) => clients === null, 'Clients for which VM?', 'There is no VM without clients.'));
  if (vm === undefined) return undefined;
  const requestsPerSecond = numberOf(given, 'requestsPerSecond') ?? (await askForRate(vm));
  if (requestsPerSecond === undefined) return undefined;
  const outcome = await world.apply({ kind: 'vm.attachClients', vm, requestsPerSecond });
  return report(outcome, `Clients send ${formatCount(requestsPerSecond)} requests a second to ${vm}. Migrate it to see what they notice.`);
}

/** Argument: `vm`. */
async function detachClients(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm =
    textOf(given, 'vm') ??
    (await pickVm(world.inventory, ({ clients }) => clients !== null, 'Which VM loses its clients?', 'No VM has clients.'));
  if (vm === undefined) return undefined;
  return report(await world.apply({ kind: 'vm.detachClients', vm }), `The clients of ${vm} are gone.`);
}

async function askForRate(vm: string): Promise<number | undefined> {
  const answer = await ask({
    title: `Attach Clients to ${vm}`,
    prompt: 'Requests a second, in all. One takes 200 µs of the guest’s time, so that it serves up to 5000 a second.',
    value: '500',
    check: checkRate,
  });
  return answer === undefined ? undefined : Number(answer);
}

function checkRate(answer: string): string | undefined {
  const { least, most } = LIMITS.requestsPerSecond;
  const isRight = /^\d+$/.test(answer) && Number(answer) >= least && Number(answer) <= most;
  return isRight ? undefined : `The number of requests a second is a whole number from ${least} to ${formatCount(most)}.`;
}
