import * as vscode from 'vscode';
import type { MigrationParameters } from '../../simulator/index.ts';
import { activeMigration } from '../../viewmodel/datacenter/vm-row.ts';
import { settingsText } from '../../viewmodel/migration/settings-text.ts';
import { pickDestination } from '../migration/pick-destination.ts';
import { chooseSettings } from '../migration/settings-menu.ts';
import { type CommandArguments, isRecord, textOf } from '../util/arguments.ts';
import { pickVm } from '../util/pick.ts';
import { report, sayDone } from '../util/report.ts';
import { BACK, type Back } from '../util/steps.ts';
import type { CommandResult, CommandTools } from './registry.ts';

interface Plan {
  readonly vm: string;
  readonly to: string;
  /** QEMU's defaults where not given. */
  readonly parameters?: Partial<MigrationParameters> | undefined;
}

/**
 * Starts a migration and shows it on the timeline. Arguments: `vm`, `to`, and `parameters` as a command has them;
 * `remembered: true` takes the settings that this workspace remembers. Without `to` it asks for the host and settings.
 * The outcome is that of the start; the migration goes on by itself.
 */
export async function migrateVm(given: CommandArguments, tools: CommandTools): CommandResult {
  const plan = await planOf(given, tools);
  if (!plan) return undefined;
  const { vm, to, parameters } = plan;
  const outcome = await tools.world.apply({ kind: 'vm.migrate', vm, to, ...(parameters && { parameters }) });
  const started = outcome.ok ? outcome.events.find((event) => event.kind === 'migration.started') : undefined;
  report(outcome, `${vm} moves to ${to}${started ? `: ${settingsText(started.parameters)}` : ''}.`);
  if (outcome.ok && given['quiet'] !== true) void vscode.commands.executeCommand('virtlab.timeline.show', { vm });
  return outcome;
}

/** Changes the settings that migrations by drag and drop, and the dialog at first, have. Argument: `parameters`. */
export async function changeMigrationSettings(given: CommandArguments, { settings }: CommandTools): CommandResult {
  const parameters = isRecord(given['parameters'])
    ? { ...settings.current, ...(given['parameters'] as Partial<MigrationParameters>) }
    : await chooseSettings({
        title: 'Migration Settings',
        placeHolder: 'What migrations by drag and drop use, and what the others begin with',
        accept: 'Keep these settings',
        parameters: settings.current,
        back: false,
      });
  if (parameters === BACK || parameters === undefined) return undefined;
  await settings.remember(parameters);
  sayDone(`Migrations: ${settingsText(settings.current)}.`);
  return { ok: true, events: [] };
}

async function planOf(given: CommandArguments, tools: CommandTools): Promise<Plan | undefined> {
  const vm = textOf(given, 'vm');
  for (;;) {
    const name = vm ?? (await pickVmToMigrate(tools));
    if (name === undefined) return undefined;
    const plan = await planFor(name, given, tools, vm === undefined);
    if (plan !== BACK) return plan;
  }
}

async function planFor(
  vm: string,
  given: CommandArguments,
  { world, settings }: CommandTools,
  back: boolean,
): Promise<Plan | Back | undefined> {
  const known = isRecord(given['parameters']) ? (given['parameters'] as Partial<MigrationParameters>) : undefined;
  const host = textOf(given, 'to');
  if (host !== undefined) return { vm, to: host, parameters: given['remembered'] === true ? settings.current : known };
  for (;;) {
    const to = await pickDestination(world.inventory, vm, `Migrate ${vm}`, back);
    if (to === BACK || to === undefined) return to;
    if (known) return { vm, to, parameters: known };
    const parameters = await chooseSettings({
      title: `Migrate ${vm} to ${to}`,
      placeHolder: 'Go, or change a setting first',
      accept: 'Migrate with these settings',
      parameters: settings.current,
      back: true,
    });
    if (parameters === undefined) return undefined;
    if (parameters === BACK) continue;
    await settings.remember(parameters);
    return { vm, to, parameters };
  }
}

function pickVmToMigrate({ world }: CommandTools): Promise<string | undefined> {
  return pickVm(
    world.inventory,
    (each) => each.state !== 'stopped' && !activeMigration(each),
    'Migrate which VM?',
    'There is no VM to migrate. Start one first.',
  );
}
