import * as vscode from 'vscode';
import type { Outcome } from '../../simulator/index.ts';
import type { MigrationSettings } from '../migration/migration-settings.ts';
import { argumentsOf, type CommandArguments } from '../util/arguments.ts';
import { sayError } from '../util/report.ts';
import type { WorldClient } from '../world/world-client.ts';

/** What a command came to; undefined where the user thought better of it. */
export type CommandResult = Promise<Outcome | undefined>;

/** What the commands of the data center are made of. */
export interface CommandTools {
  readonly world: WorldClient;
  /** The settings of migrations that are remembered. */
  readonly settings: MigrationSettings;
  /** What is selected in the tree. */
  readonly selection: () => CommandArguments | undefined;
  /** Shows a row of the tree, by its id. */
  readonly reveal: (id: string) => Promise<void>;
}

/** A command's id after `virtlab.`, and what it does. */
export type CommandTable = Readonly<Record<string, (given: CommandArguments, tools: CommandTools) => CommandResult>>;

/** Registers commands. Each waits for the world, and tells an unexpected error as any other. */
export function registerCommands(table: CommandTable, tools: CommandTools): vscode.Disposable {
  const registered = Object.entries(table).map(([name, run]) =>
    vscode.commands.registerCommand(`virtlab.${name}`, async (raw: unknown) => {
      try {
        await tools.world.ready();
        return await run(argumentsOf(raw, tools.selection), tools);
      } catch (error) {
        const refusal = error instanceof Error ? error.message : String(error);
        sayError(refusal);
        return { ok: false, refusal } satisfies Outcome;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
