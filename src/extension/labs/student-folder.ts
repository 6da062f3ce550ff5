import * as vscode from 'vscode';
import type { Resume } from './resume.ts';
import type { StepSubject } from './step-subject.ts';
import { isCode, type StudentFiles } from './student-files.ts';

/** Finds a folder for the student's files where none is open. Opening one starts the window anew, at the same step. */
export class StudentFolder {
  readonly #practice: vscode.Uri;
  readonly #files: StudentFiles;
  readonly #resume: Resume;

  /** `practice` is the folder that is offered; it is made when it is first used. */
  constructor(practice: vscode.Uri, files: StudentFiles, resume: Resume) {
    this.#practice = practice;
    this.#files = files;
    this.#resume = resume;
  }

  async choose({ address }: StepSubject): Promise<void> {
    await this.#resume.remember(address);
    await vscode.commands.executeCommand('vscode.openFolder');
  }

  async usePracticeFolder(subject: StepSubject): Promise<void> {
    await vscode.workspace.fs.createDirectory(this.#practice);
    // The labs' folder in it is what starts VirtLab in the new window.
    if (isCode(subject)) await this.#files.make(subject, this.#practice);
    await this.#resume.remember(subject.address);
    await vscode.commands.executeCommand('vscode.openFolder', this.#practice, { forceReuseWindow: true });
  }
}
