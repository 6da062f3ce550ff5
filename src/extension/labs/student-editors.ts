import * as vscode from 'vscode';
import type { Place } from '../../labs/verdict.ts';
import { packDocument } from './pack-documents.ts';
import type { StepSubject } from './step-subject.ts';
import { isCode, type CodeSubject, type StudentFiles } from './student-files.ts';

/** Opens files of a step in editors, out of the way of the guide. */
export class StudentEditors {
  readonly #files: StudentFiles;
  readonly #guideColumn: () => vscode.ViewColumn | undefined;

  constructor(files: StudentFiles, guideColumn: () => vscode.ViewColumn | undefined) {
    this.#files = files;
    this.#guideColumn = guideColumn;
  }

  /** Opens the file that the student works on. */
  async open(subject: CodeSubject): Promise<void> {
    const file = this.#files.mainFile(subject);
    if (file) await vscode.window.showTextDocument(file, { viewColumn: this.#column(), preview: false });
  }

  /** The place that a check names, in the student's file or in the check itself; null where it is not there. */
  location(subject: StepSubject, place: Place): vscode.Location | null {
    const line = Math.max(0, place.line - 1);
    // A check is read from the beginning of its line.
    if (place.origin === 'pack') {
      return new vscode.Location(packDocument(subject.loaded, place.file), new vscode.Position(line, 0));
    }
    const position = new vscode.Position(line, Math.max(0, place.column - 1));
    const file = isCode(subject) ? this.#files.file(subject, place.file) : undefined;
    return file ? new vscode.Location(file, position) : null;
  }

  /** Puts the cursor at a place. */
  async goTo(subject: StepSubject, place: Place): Promise<void> {
    const location = this.location(subject, place);
    if (!location) return;
    const options = { viewColumn: this.#column(), preview: place.origin === 'pack', selection: location.range };
    await vscode.window.showTextDocument(location.uri, options);
  }

  /** The solution on the left, the student's file, which can be edited, on the right. */
  async compareWithSolution(subject: CodeSubject): Promise<void> {
    for (const { path, solution } of subject.step.files) {
      const own = this.#files.file(subject, path);
      if (solution === null || !own) continue;
      const shown = packDocument(subject.loaded, solution);
      await vscode.commands.executeCommand('vscode.diff', shown, own, `Solution ↔ ${path}`, { viewColumn: this.#column() });
    }
  }

  /** Beside the guide: left of it, unless the guide itself is at the left. */
  #column(): vscode.ViewColumn {
    return this.#guideColumn() === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
  }
}
