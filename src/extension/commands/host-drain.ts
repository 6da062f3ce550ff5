import { DEFAULT_PARAMETERS, type MigrationParameters } from '../../simulator/index.ts';
import { settingsText } from '../../viewmodel/migration/settings-text.ts';
import { type CommandArguments, isRecord, numberOf, textOf } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { pickHost } from '../util/pick.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTools } from './registry.ts';

const MOST_AT_A_TIME = 100;

/**
 * Migrates every running VM and container away from a host. Arguments: `host`, `parallel`, and `parameters` as a command has them.
 * Where it asks how many at a time, it takes the remembered settings. The outcome is that of the start; how it ended is
 * told when it has.
 */
export async function drainHost(given: CommandArguments, { world, settings }: CommandTools): CommandResult {
  const host =
    textOf(given, 'host') ??
    (await pickHost(
      world.inventory,
      ({ up, draining, vms, containers = [] }) =>
        up && !draining && (vms.some(({ state }) => state !== 'stopped') || containers.some(({ state }) => state === 'running')),
      'Drain which host?',
      'There is no host with running VMs or containers to drain.',
    ));
  if (host === undefined) return undefined;
  const known = isRecord(given['parameters']) ? (given['parameters'] as Partial<MigrationParameters>) : undefined;
  const wanted = numberOf(given, 'parallel');
  const parameters: MigrationParameters = { ...(wanted === undefined ? settings.current : DEFAULT_PARAMETERS), ...known };
  const parallel = wanted ?? (await askParallel(host, parameters));
  if (parallel === undefined) return undefined;
  const outcome = await world.apply({ kind: 'host.drain', host, parallel, parameters });
  return report(outcome, `${host} is being drained, ${parallel} at a time: ${settingsText(parameters)}.`);
}

async function askParallel(host: string, parameters: MigrationParameters): Promise<number | undefined> {
  const answer = await ask({
    title: `Drain ${host}`,
    prompt: `How many VMs and containers migrate at a time? They share the links. Settings: ${settingsText(parameters)}.`,
    value: '2',
    check: (typed) => (isCount(typed) ? undefined : `Type a whole number from 1 to ${MOST_AT_A_TIME}.`),
  });
  return answer === undefined ? undefined : Number(answer);
}

function isCount(typed: string): boolean {
  return /^\d+$/.test(typed) && Number(typed) >= 1 && Number(typed) <= MOST_AT_A_TIME;
}
