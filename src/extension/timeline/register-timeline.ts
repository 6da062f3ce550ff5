import * as vscode from 'vscode';
import type { WorldClient } from '../world/world-client.ts';
import { showCheckpoints, showDiskJobs, showReplication, showSnapshots } from './aside-commands.ts';
import { compareMigrations } from './compare-command.ts';
import { exportTimeline } from './export-command.ts';
import { showTimeline } from './show-command.ts';
import { TimelineView } from './timeline-view.ts';

/** The timeline's view and its commands. */
export function registerTimeline(context: vscode.ExtensionContext, world: WorldClient): vscode.Disposable {
  const view = new TimelineView(world, vscode.Uri.joinPath(context.extensionUri, 'dist', 'media'));
  return vscode.Disposable.from(
    view,
    vscode.commands.registerCommand('virtlab.timeline.show', (given: unknown) => showTimeline(view, given)),
    vscode.commands.registerCommand('virtlab.timeline.compare', (given: unknown) => compareMigrations(view, given)),
    vscode.commands.registerCommand('virtlab.timeline.snapshots', (given: unknown) => showSnapshots(view, world, given)),
    vscode.commands.registerCommand('virtlab.timeline.replication', (given: unknown) => showReplication(view, world, given)),
    vscode.commands.registerCommand('virtlab.timeline.diskJobs', (given: unknown) => showDiskJobs(view, world, given)),
    vscode.commands.registerCommand('virtlab.timeline.checkpoints', (given: unknown) => showCheckpoints(view, world, given)),
    vscode.commands.registerCommand('virtlab.timeline.export', (given: unknown) => exportTimeline(view, given)),
  );
}
