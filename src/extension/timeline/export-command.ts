import * as vscode from 'vscode';
import { type Aside, asideTitle, ownerOf } from '../../viewmodel/timeline/aside.ts';
import { asideSvg, exportAside } from '../../viewmodel/timeline/export/aside.ts';
import { COMPARISON_FORMATS, type ComparisonFormat, exportComparison } from '../../viewmodel/timeline/export/comparison.ts';
import { asComparisonSvg } from '../../viewmodel/timeline/export/comparison-svg.ts';
import { EXPORT_FORMS, type ExportForm, type ExportFormat, exportMigration, exportPicture, formatOfName } from '../../viewmodel/timeline/export/export.ts';
import type { SvgPicture } from '../../viewmodel/timeline/export/svg-document.ts';
import { entryTitle, type HistoryEntry } from '../../viewmodel/timeline/history.ts';
import { argumentsOf, type CommandArguments, textOf } from '../util/arguments.ts';
import { pick } from '../util/pick.ts';
import { sayDone, sayError, sayNothingToDo } from '../util/report.ts';
import { entryFor } from './entry-for.ts';
import type { ShownComparison } from './shown-comparison.ts';
import type { TimelineView } from './timeline-view.ts';

/** What is written to a file. */
interface Subject {
  /** "Migration 2. web: alpha → beta". */
  readonly title: string;
  readonly fileName: string;
  readonly forms: readonly ExportForm[];
  readonly text: (format: Exclude<ExportFormat, 'png'>) => string;
  readonly picture: () => SvgPicture;
}

/**
 * Writes what the timeline shows to a file: a migration, a comparison, the snapshots of a VM, its replication, the jobs
 * on its disk, or the checkpoints of a container. Arguments: `migration` (its id), `vm` (for the latest of
 * a machine; what is shown where neither is given), `format`, one of `json`, `csv`, `svg`, `png` and, of a migration,
 * `trace` (by the file's name where not given; asks where there is no name either), and `file` (a path; asks where not
 * given). Returns the file.
 */
export async function exportTimeline(view: TimelineView, raw: unknown): Promise<vscode.Uri | undefined> {
  const given = argumentsOf(raw, () => undefined);
  const subject = subjectOf(view, raw, given);
  const form = subject && (await formOf(subject, given));
  if (!form) return undefined;
  const path = textOf(given, 'file');
  const file = path === undefined ? await askForFile(subject, form) : vscode.Uri.file(path);
  if (!file) return undefined;
  try {
    await vscode.workspace.fs.writeFile(file, await contentOf(view, subject, form.format));
  } catch (error) {
    sayError(`${subject.title} could not be saved to ${file.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  sayDone(`${subject.title} saved to ${vscode.workspace.asRelativePath(file)}.`);
  return file;
}

function subjectOf(view: TimelineView, raw: unknown, given: CommandArguments): Subject | undefined {
  const named = textOf(given, 'migration') ?? textOf(given, 'vm') ?? (typeof raw === 'string' ? raw : undefined);
  if (named === undefined && view.aside) return asideSubject(view.aside);
  if (named === undefined && view.comparison) return comparisonSubject(view, view.comparison);
  const entry = named === undefined ? view.history.entries.find(({ id }) => id === view.shown) : entryFor(view, raw);
  if (entry) return migrationSubject(view, entry);
  sayNothingToDo(named === undefined ? 'There is no migration to save yet. Migrate a VM first.' : `There is no migration of "${named}" to save.`);
  return undefined;
}

function migrationSubject({ history }: TimelineView, entry: HistoryEntry): Subject {
  const events = history.eventsOf(entry.id);
  return {
    title: `Migration ${entryTitle(entry)}`,
    fileName: `migration-${entry.number}-${entry.vm}`,
    forms: EXPORT_FORMS,
    text: (format) => exportMigration(events, format),
    picture: () => exportPicture(events),
  };
}

function comparisonSubject(view: TimelineView, comparison: ShownComparison): Subject {
  const printed = { ...comparison, runs: view.runsOf(comparison) };
  return {
    title: 'The comparison',
    fileName: 'comparison',
    forms: EXPORT_FORMS.filter(({ format }) => isComparisonFormat(format)),
    // A trace is of one migration.
    text: (format) => exportComparison(printed, format === 'trace' ? 'json' : format),
    picture: () => asComparisonSvg(printed),
  };
}

function asideSubject(aside: Aside): Subject {
  return {
    title: asideTitle(aside),
    fileName: `${aside.kind}-${ownerOf(aside)}`,
    forms: EXPORT_FORMS.filter(({ format }) => isComparisonFormat(format)),
    text: (format) => exportAside(aside, format === 'trace' ? 'json' : format),
    picture: () => asideSvg(aside),
  };
}

function isComparisonFormat(format: ExportFormat): format is ComparisonFormat {
  return COMPARISON_FORMATS.some((each) => each === format);
}

async function formOf({ title, forms }: Subject, given: CommandArguments): Promise<ExportForm | undefined> {
  const [path, format] = [textOf(given, 'file'), textOf(given, 'format')];
  const wanted = format ?? (path === undefined ? undefined : formatOfName(path));
  if (wanted === undefined) {
    const choices = forms.map((form) => ({ label: form.title, description: form.use, value: form }));
    return pick(choices, `${title}: save as what?`);
  }
  const form = forms.find((each) => each.format === wanted);
  if (!form) sayError(`There is no format "${wanted}" for it; choose one of ${forms.map((each) => each.format).join(', ')}.`);
  return form;
}

async function contentOf(view: TimelineView, subject: Subject, format: ExportFormat): Promise<Uint8Array> {
  if (format !== 'png') return Buffer.from(subject.text(format));
  const png = await view.renderPng(subject.picture());
  if (!png) throw new Error('the timeline view did not draw the picture. Open it and try again, or save as SVG.');
  return png;
}

function askForFile({ fileName }: Subject, { title, ending }: ExportForm): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title: 'Save',
    saveLabel: 'Save',
    filters: { [title]: [ending.split('.').at(-1) ?? ''] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${fileName}${ending}`) }),
  });
}
