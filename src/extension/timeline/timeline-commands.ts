import * as vscode from 'vscode';
import { type ExportFormat, exportMigration } from '../../viewmodel/timeline/export.ts';
import { entryTitle, type HistoryEntry } from '../../viewmodel/timeline/history.ts';
import { argumentsOf, textOf } from '../util/arguments.ts';
import { sayDone, sayError, sayNothingToDo } from '../util/report.ts';
import type { TimelineView } from './timeline-view.ts';

/**
 * Shows the timeline. Arguments: `{ migration }` or the id itself for a certain one, `{ vm }` for the latest of a
 * machine; with either the focus stays where it is. Returns the id of the migration that is shown, or null.
 */
export async function showTimeline(view: TimelineView, raw: unknown): Promise<string | null> {
  const wanted = entryFor(view, raw);
  if (wanted) view.choose(wanted.id);
  await view.reveal(raw !== undefined);
  return view.shown;
}

/**
 * Writes a migration to a file. Arguments: `migration` (its id; the one that is shown where not given), `file` (a path;
 * asks where not given) and `format`, `json` or `csv` (by the file's name where not given). Returns the file.
 */
export async function exportTimeline(view: TimelineView, raw: unknown): Promise<vscode.Uri | undefined> {
  const given = argumentsOf(raw, () => undefined);
  const entry = entryFor(view, raw) ?? view.history.entries.find(({ id }) => id === view.shown);
  if (!entry) {
    sayNothingToDo('There is no migration to save yet. Migrate a VM first.');
    return undefined;
  }
  const path = textOf(given, 'file');
  const file = path === undefined ? await askForFile(entry) : vscode.Uri.file(path);
  if (!file) return undefined;
  const text = exportMigration(view.history.eventsOf(entry.id), formatOf(file, textOf(given, 'format')));
  try {
    await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  } catch (error) {
    sayError(`The migration could not be saved to ${file.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  sayDone(`Migration ${entryTitle(entry)} saved to ${vscode.workspace.asRelativePath(file)}.`);
  return file;
}

function entryFor(view: TimelineView, raw: unknown): HistoryEntry | undefined {
  const given = typeof raw === 'string' ? { migration: raw } : argumentsOf(raw, () => undefined);
  const [migration, vm] = [textOf(given, 'migration'), textOf(given, 'vm')];
  if (migration !== undefined) return view.history.entries.find(({ id }) => id === migration);
  return vm === undefined ? undefined : view.history.entries.findLast((entry) => entry.vm === vm);
}

function askForFile({ vm, number }: HistoryEntry): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `migration-${number}-${vm}.json`;
  return vscode.window.showSaveDialog({
    title: 'Save the migration',
    saveLabel: 'Save',
    filters: { 'JSON: figures, log and events': ['json'], 'CSV: phases and rounds for a spreadsheet': ['csv'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
}

function formatOf(file: vscode.Uri, wanted: string | undefined): ExportFormat {
  if (wanted === 'csv' || wanted === 'json') return wanted;
  return file.path.toLowerCase().endsWith('.csv') ? 'csv' : 'json';
}
