import { join } from 'node:path';
import * as vscode from 'vscode';
import { reasonOf } from '../store/failure.ts';
import { openValueStore } from '../store/value-store.ts';
import type { RowTarget } from '../viewmodel/datacenter/row.ts';
import { BREAK_COMMANDS } from './commands/break-command.ts';
import { CLIENT_COMMANDS } from './commands/client-commands.ts';
import { compareRules } from './commands/compare-rules.ts';
import { CONNECTION_COMMANDS } from './commands/connection-commands.ts';
import { explainConnection, registerExplanations } from './commands/connection-explain.ts';
import { ComparisonPages } from './comparison/comparison-pages.ts';
import { CHECKPOINT_COMMANDS } from './container/checkpoint-commands.ts';
import { CONTAINER_COMMANDS } from './container/container-commands.ts';
import { comparisonCommands } from './container/comparison-commands.ts';
import { CONTAINER_MIGRATION_COMMANDS } from './container/migrate-container.ts';
import { registerContainers } from './container/register-containers.ts';
import { DISK_COMMANDS } from './commands/disk-commands.ts';
import { FAULT_COMMANDS } from './commands/fault-commands.ts';
import { HOST_COMMANDS } from './commands/host-commands.ts';
import { drainHost } from './commands/host-drain.ts';
import { registerInspection } from './commands/inspection.ts';
import { editLink } from './commands/link-edit.ts';
import { NETWORK_COMMANDS } from './commands/network-commands.ts';
import { REPLICATION_COMMANDS } from './commands/replication-commands.ts';
import { type CommandTable, registerCommands } from './commands/registry.ts';
import { SNAPSHOT_COMMANDS } from './commands/snapshot-commands.ts';
import { compareSnapshots, registerComparisons } from './commands/snapshot-compare.ts';
import { rollBack } from './commands/snapshot-rollback.ts';
import { editStorage } from './commands/storage-edit.ts';
import { inspectVm, VM_COMMANDS } from './commands/vm-commands.ts';
import { createVm } from './commands/vm-create.ts';
import { changeMigrationSettings, migrateVm } from './commands/vm-migrate.ts';
import { WORLD_COMMANDS } from './commands/world-commands.ts';
import { registerDisks } from './disk/register-disks.ts';
import { MigrationSettings } from './migration/migration-settings.ts';
import { DataCenterView } from './trees/datacenter-view.ts';
import { DrainProgress } from './world/drain-progress.ts';
import { registerLossNotices } from './world/loss-notices.ts';
import { sayError } from './util/report.ts';
import { MigrationStatus } from './world/migration-status.ts';
import { registerNetworkLog, showNetworkLog } from './world/network-log.ts';
import { registerNotices } from './world/notices.ts';
import { SavedStatus } from './world/saved-status.ts';
import { configuredSpeed, speedText } from './world/speed.ts';
import type { WorldClient } from './world/world-client.ts';

const COMMANDS: CommandTable = {
  ...HOST_COMMANDS,
  ...FAULT_COMMANDS,
  ...BREAK_COMMANDS,
  ...VM_COMMANDS,
  ...CLIENT_COMMANDS,
  ...CONNECTION_COMMANDS,
  ...NETWORK_COMMANDS,
  ...REPLICATION_COMMANDS,
  ...SNAPSHOT_COMMANDS,
  ...CONTAINER_COMMANDS,
  ...CHECKPOINT_COMMANDS,
  ...CONTAINER_MIGRATION_COMMANDS,
  ...DISK_COMMANDS,
  ...WORLD_COMMANDS,
  'connection.explain': explainConnection,
  'host.drain': drainHost,
  'link.edit': editLink,
  'network.log': showNetworkLog,
  'snapshot.compare': compareSnapshots,
  'snapshot.rollback': rollBack,
  'storage.edit': editStorage,
  'vm.compareRules': compareRules,
  'vm.create': createVm,
  'vm.inspect': inspectVm,
  'vm.migrate': migrateVm,
  'vm.migrationSettings': changeMigrationSettings,
};

/** The data center's view, its commands, and what the user is told of it. */
export function registerDataCenter(context: vscode.ExtensionContext, world: WorldClient): vscode.Disposable {
  const { workspaceState } = context;
  const view = new DataCenterView(world, () => speedText(configuredSpeed()));
  const disks = registerDisks(world, workspaceState);
  const containers = registerContainers(world, workspaceState);
  const settings = openSettings(context);
  const pages = new ComparisonPages();
  const selection = (): RowTarget | undefined => view.selection;
  return vscode.Disposable.from(
    view,
    settings,
    registerCommands({ ...COMMANDS, ...disks.commands, ...containers.commands, ...comparisonCommands(pages) }, { world, settings, selection, reveal: (id) => view.reveal(id) }),
    pages,
    registerComparisons(),
    disks.registered,
    registerInspection(world),
    registerExplanations(world),
    containers.registered,
    registerNetworkLog(world),
    registerNotices(world),
    registerLossNotices(world),
    new MigrationStatus(world),
    new SavedStatus(world),
    // What a drain came to is said after how its last migration ended.
    new DrainProgress(world),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('virtlab.speed')) void world.updateSpeed();
    }),
  );
}

/** The settings of migrations; that they cannot be kept is said once. */
function openSettings({ workspaceState, storageUri }: vscode.ExtensionContext): MigrationSettings {
  if (!storageUri) return new MigrationSettings(workspaceState, () => Promise.resolve(undefined), () => undefined);
  const file = join(storageUri.fsPath, 'settings.sqlite');
  let isSaid = false;
  return new MigrationSettings(workspaceState, () => openValueStore(file), (error) => {
    if (isSaid) return;
    isSaid = true;
    sayError(`The settings of migrations cannot be written to ${file}, because ${reasonOf(error)}. They are kept in the editor's own memory until that is mended.`);
  });
}
