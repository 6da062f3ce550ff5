import * as vscode from 'vscode';
import type { Command, ContainerInventory, HostInventory, Inventory, LinkInventory, MigrationParameters } from '../../simulator/index.ts';
import { takenPorts } from '../../viewmodel/container/published-ports.ts';
import { settingsText } from '../../viewmodel/migration/settings-text.ts';
import { exactRate } from '../../viewmodel/migration/exact-quantities.ts';
import { formatBytes } from '../../viewmodel/quantities.ts';
import type { CommandResult, CommandTable, CommandTools } from '../commands/registry.ts';
import { chooseSettings } from '../migration/settings-menu.ts';
import { type CommandArguments, isRecord, textOf } from '../util/arguments.ts';
import { pick } from '../util/pick.ts';
import { report, sayNothingToDo } from '../util/report.ts';
import { BACK } from '../util/steps.ts';
import { allContainers, pickContainer } from './container-question.ts';

/** Moving containers from host to host while they run. */
export const CONTAINER_MIGRATION_COMMANDS: CommandTable = {
  'container.migrate': migrateContainer,
  'container.cancelMigration': onMigrating({
    fits: ({ migration }) => migration !== undefined && migration.phase !== 'post-copy',
    question: 'Cancel the migration of which container?',
    none: 'No container is migrating.',
    command: (container) => ({ kind: 'container.cancelMigration', container }),
    done: (container) => `The migration of ${container} is cancelled; it runs on where it was.`,
  }),
  'container.recoverMigration': onMigrating({
    fits: ({ migration }) => migration?.awaitsRecovery === true,
    question: 'Recover the migration of which container?',
    none: 'No post-copy of a container is paused.',
    command: (container) => ({ kind: 'container.recoverMigration', container }),
    done: (container) => `The migration of ${container} goes on.`,
  }),
};

/**
 * Starts a migration and shows it on the timeline. Arguments: `container`, `to`, `parameters` as a command has them,
 * `tcpEstablished`; `remembered: true` takes the settings that this workspace remembers, `quiet: true` does not show the
 * timeline. Without `to` it asks for the host and settings. The outcome is that of the start.
 */
async function migrateContainer(given: CommandArguments, { world, settings }: CommandTools): CommandResult {
  const { inventory } = world;
  const fits = ({ state, work }: ContainerInventory): boolean => state === 'running' && work === undefined;
  const container = textOf(given, 'container') ?? (await pickContainer(inventory, fits, 'Migrate which container?', 'No container runs. Start one first.'));
  if (container === undefined) return undefined;
  const named = textOf(given, 'to');
  const to = named ?? (await pickDestination(inventory, container));
  if (to === undefined) return undefined;
  let parameters: Partial<MigrationParameters> | undefined = isRecord(given['parameters']) ? given['parameters'] : undefined;
  if (given['remembered'] === true) parameters = settings.current;
  else if (named === undefined && parameters === undefined) {
    const chosen = await chooseSettings({
      title: `Migrate ${container} to ${to}`, placeHolder: 'Go, or change a setting first', accept: 'Migrate with these settings', parameters: settings.current, back: false,
    });
    if (chosen === undefined || chosen === BACK) return undefined;
    await settings.remember(chosen);
    parameters = chosen;
  }
  const tcpEstablished = given['tcpEstablished'] === true;
  const outcome = await world.apply({ kind: 'container.migrate', container, to, ...(parameters && { parameters }), ...(tcpEstablished && { tcpEstablished }) });
  const started = outcome.ok ? outcome.events.find((event) => event.kind === 'migration.started') : undefined;
  report(outcome, `${container} moves to ${to}${started ? `: ${settingsText(started.parameters)}` : ''}.`);
  if (started && given['quiet'] !== true) void vscode.commands.executeCommand('virtlab.timeline.show', { migration: started.migration });
  return outcome;
}

async function pickDestination({ hosts, links }: Inventory, name: string): Promise<string | undefined> {
  const container = hosts.flatMap(({ containers = [] }) => containers).find((each) => each.name === name);
  const from = container?.host;
  const choices = hosts.filter((host) => host.name !== from).map((host) => {
    const link = links.find(({ between }) => between.includes(host.name) && from !== undefined && between.includes(from));
    const obstacle = obstacleOn(host, link, container);
    const description = obstacle === undefined && link ? `${formatBytes(host.freeBytes)} free · link ${exactRate(link.bytesPerSecond)}` : `not possible: ${obstacle ?? ''}`;
    return { label: `$(${obstacle === undefined ? 'server' : 'circle-slash'}) ${host.name}`, description, value: { host: host.name, obstacle } };
  });
  if (choices.length === 0) {
    sayNothingToDo('There is no other host to migrate to. Add a host first.');
    return undefined;
  }
  const chosen = await pick(choices, `Move ${name} from ${from ?? ''} to which host?`);
  if (chosen?.obstacle !== undefined) throw new Error(`${name} cannot move to ${chosen.host}: ${chosen.obstacle}.`);
  return chosen?.host;
}

/** Why it cannot go there, as half a sentence; undefined where nothing is known to be in the way. */
function obstacleOn(host: HostInventory, link: LinkInventory | undefined, container: ContainerInventory | undefined): string | undefined {
  if (!host.up) return 'it is down';
  if (host.draining) return 'it is being drained';
  if (link === undefined) return `there is no link from ${container?.host ?? 'here'} to it`;
  if (!link.up) return 'the link to it is down';
  const [taken] = takenPorts(container?.published ?? [], host);
  return taken && `its port ${taken.port}, which has to come along, leads to ${taken.container} there`;
}

interface MigratingAction {
  readonly fits: (container: ContainerInventory) => boolean;
  readonly question: string;
  readonly none: string;
  readonly command: (container: string) => Command;
  readonly done: (container: string) => string;
}

function onMigrating({ fits, question, none, command, done }: MigratingAction) {
  return async (given: CommandArguments, { world }: CommandTools): CommandResult => {
    const named = textOf(given, 'container');
    const only = allContainers(world.inventory).filter(fits);
    const container = named ?? (only.length === 1 ? only[0]?.name : await pickContainer(world.inventory, fits, question, none));
    return container === undefined ? undefined : report(await world.apply(command(container)), done(container));
  };
}
