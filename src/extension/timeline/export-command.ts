import * as vscode from 'vscode';
import { EXPORT_FORMS, type ExportForm, type ExportFormat, exportMigration, exportPicture, formatOfName } from '../../viewmodel/timeline/export/export.ts';
import { entryTitle, type HistoryEntry } from '../../viewmodel/timeline/history.ts';
import { argumentsOf, textOf } from '../util/arguments.ts';
import { pick } from '../util/pick.ts';
import { sayDone, sayError, sayNothingToDo } from '../util/report.ts';
import { entryFor } from './entry-for.ts';
import type { TimelineView } from './timeline-view.ts';

/**
 * Writes a migration to a file. Arguments: `migration` (its id; the one that is shown where not given), `vm` (for the
 * latest of a machine), `format`, one of `json`, `csv`, `svg`, `png` and `trace` (by the file's name where not given;
 * asks where there is no name either), and `file` (a path; asks where not given). Returns the file.
 */
export async function exportTimeline(view: TimelineView, raw: unknown): Promise<vscode.Uri | undefined> {
  const given = argumentsOf(raw, () => undefined);
  const named = textOf(given, 'migration') ?? textOf(given, 'vm') ?? (typeof raw === 'string' ? raw : undefined);
  const entry = named === undefined ? view.history.entries.find(({ id }) => id === view.shown) : entryFor(view, raw);
  if (!entry) {
    sayNothingToDo(named === undefined ? 'There is no migration to save yet. Migrate a VM first.' : `There is no migration of "${named}" to save.`);
    return undefined;
  }
  const [path, format] = [textOf(given, 'file'), textOf(given, 'format')];
  if (format !== undefined && !formNamed(format)) {
    sayError(`There is no format "${format}"; choose one of ${EXPORT_FORMS.map((form) => form.format).join(', ')}.`);
    return undefined;
  }
  const form = formNamed(format) ?? (path === undefined ? await askForForm(entry) : formNamed(formatOfName(path)));
  if (!form) return undefined;
  const file = path === undefined ? await askForFile(entry, form) : vscode.Uri.file(path);
  if (!file) return undefined;
  try {
    await vscode.workspace.fs.writeFile(file, await contentOf(view, entry, form.format));
  } catch (error) {
    sayError(`The migration could not be saved to ${file.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  sayDone(`Migration ${entryTitle(entry)} saved to ${vscode.workspace.asRelativePath(file)}.`);
  return file;
}

async function contentOf(view: TimelineView, { id }: HistoryEntry, format: ExportFormat): Promise<Uint8Array> {
  const events = view.history.eventsOf(id);
  if (format !== 'png') return Buffer.from(exportMigration(events, format));
  const png = await view.renderPng(exportPicture(events));
  if (!png) throw new Error('the timeline view did not draw the picture. Open it and try again, or save as SVG.');
  return png;
}

function formNamed(format: string | undefined): ExportForm | undefined {
  return EXPORT_FORMS.find((form) => form.format === format);
}

function askForForm(entry: HistoryEntry): Promise<ExportForm | undefined> {
  const choices = EXPORT_FORMS.map((form) => ({ label: form.title, description: form.use, value: form }));
  return pick(choices, `Save migration ${entryTitle(entry)} as what?`);
}

function askForFile({ vm, number }: HistoryEntry, { title, ending }: ExportForm): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `migration-${number}-${vm}${ending}`;
  return vscode.window.showSaveDialog({
    title: 'Save the migration',
    saveLabel: 'Save',
    filters: { [title]: [ending.split('.').at(-1) ?? ''] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
}
