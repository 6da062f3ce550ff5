import * as vscode from 'vscode';
import type { CodeStep } from '../../labs/lab-pack.ts';
import { planReset, planStepFiles, stepFilePath, type PlannedFile } from '../../labs/workspace-files.ts';
import type { StepSubject } from './step-subject.ts';

/** A step whose kind is `code`. */
export type CodeSubject = StepSubject & { readonly step: CodeStep };

/** Whether the student writes code in this step. */
export function isCode(subject: StepSubject): subject is CodeSubject {
  return subject.step.kind === 'code';
}

/** The student's files in the workspace folder: made, found and put back, never overwritten. */
export class StudentFiles {
  readonly #types: vscode.Uri;

  /** `types` is the declaration file that makes the ports complete in the editor. */
  constructor(types: vscode.Uri) {
    this.#types = types;
  }

  /** The folder that the files go to: the first one of the workspace that lies on this machine. */
  root(): vscode.Uri | undefined {
    return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  }

  /** The file that a step begins with: the first that the student edits. */
  mainFile(subject: CodeSubject): vscode.Uri | undefined {
    const main = subject.step.files.find(({ editable, visible }) => editable && visible) ?? subject.step.files[0];
    return main && this.file(subject, main.path);
  }

  /** Where a file of the step lies, by its path in the step's folder. */
  file({ lab, step }: CodeSubject, path: string): vscode.Uri | undefined {
    const root = this.root();
    return root && vscode.Uri.joinPath(root, stepFilePath(lab, step, path));
  }

  /** The student has opened the step before: its file is there. */
  async isBegun(subject: CodeSubject): Promise<boolean> {
    const main = this.mainFile(subject);
    return main !== undefined && exists(main);
  }

  /** Writes what is missing; what the student has is left as it is. */
  async make(subject: CodeSubject, root = this.root()): Promise<void> {
    if (!root) return;
    for (const file of planStepFiles(subject.lab, subject.step)) {
      const present = file.policy === 'keep' && (await exists(vscode.Uri.joinPath(root, file.path)));
      if (!present) await this.#write(subject, file, root);
    }
  }

  /** Text of a student's file, with what is typed and not saved yet; null where there is none. */
  async read(subject: CodeSubject, path: string): Promise<string | null> {
    const file = this.file(subject, path);
    if (!file) return null;
    const open = openDocument(file);
    // An editor without changes of its own may lag behind the file.
    if (open?.isDirty) return open.getText();
    if (!(await exists(file))) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  }

  /** Moves the student's files of the step aside and writes the starters. Returns the folder of the backup, if there is one. */
  async reset(subject: CodeSubject, now: Date): Promise<vscode.Uri | undefined> {
    const root = this.root();
    if (!root) return undefined;
    const there = await this.#existing(subject, root);
    const plan = planReset(subject.lab, subject.step, there, stamp(now));
    for (const { from, to } of plan.backups) {
      const file = vscode.Uri.joinPath(root, from);
      await openDocument(file)?.save();
      // Copied, not moved, so that an editor on the file stays open.
      await vscode.workspace.fs.copy(file, vscode.Uri.joinPath(root, to), { overwrite: false });
    }
    for (const file of plan.files) await this.#write(subject, file, root);
    const [first] = plan.backups;
    return first && vscode.Uri.joinPath(root, first.to, '..');
  }

  /** The step that a file belongs to, among those given. */
  owner(file: vscode.Uri, subjects: readonly StepSubject[]): CodeSubject | undefined {
    const path = file.toString();
    return subjects
      .filter(isCode)
      .find((subject) => subject.step.files.some((each) => this.file(subject, each.path)?.toString() === path));
  }

  async #existing({ lab, step }: CodeSubject, root: vscode.Uri): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { path } of planStepFiles(lab, step)) {
      if (await exists(vscode.Uri.joinPath(root, path))) found.add(path);
    }
    return found;
  }

  async #write(subject: CodeSubject, { path, source }: PlannedFile, root: vscode.Uri): Promise<void> {
    const file = vscode.Uri.joinPath(root, path);
    const bytes = await this.#bytes(subject, source);
    const open = openDocument(file);
    if (open) await replaceText(open, new TextDecoder().decode(bytes));
    else await vscode.workspace.fs.writeFile(file, bytes);
  }

  async #bytes({ loaded }: CodeSubject, source: PlannedFile['source']): Promise<Uint8Array> {
    switch (source.kind) {
      case 'pack':
        return vscode.workspace.fs.readFile(vscode.Uri.joinPath(loaded.folder, source.path));
      case 'types':
        return vscode.workspace.fs.readFile(this.#types);
      case 'text':
        return new TextEncoder().encode(source.text);
    }
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

function openDocument(file: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri, isClosed }) => !isClosed && uri.toString() === file.toString());
}

/** Changes a file through its editor, which would else find it changed behind its back; undo brings the text back. */
async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  if (document.getText() === text) return;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

/** Such as `2026-01-31-140500`, in local time. */
function stamp(now: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
