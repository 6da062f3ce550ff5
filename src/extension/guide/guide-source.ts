import * as vscode from 'vscode';
import type { StepAddress } from '../../labs/progress.ts';
import type { GuideModel } from '../../viewmodel/labs/guide.ts';
import { guideModel } from '../../viewmodel/labs/guide-model.ts';
import type { LabWorld } from '../labs/lab-world.ts';
import type { PackLibrary } from '../labs/pack-library.ts';
import type { ProgressStore } from '../labs/progress-store.ts';
import type { StepChecker } from '../labs/step-checker.ts';
import type { StudentFiles } from '../labs/student-files.ts';
import type { Reveals } from './reveals.ts';

export interface GuideSourceParts {
  readonly library: PackLibrary;
  readonly progress: ProgressStore;
  readonly checker: StepChecker;
  readonly labWorld: LabWorld;
  readonly files: StudentFiles;
  readonly reveals: Reveals;
}

/** Gathers what the guide shows of a step. */
export class GuideSource {
  readonly #parts: GuideSourceParts;

  constructor(parts: GuideSourceParts) {
    this.#parts = parts;
  }

  /** Null if there is no such step. */
  async model(address: StepAddress, webview: vscode.Webview): Promise<GuideModel | null> {
    const { library, progress, checker, labWorld, files, reveals } = this.#parts;
    await library.ready();
    const subject = library.findStep(address);
    if (!subject) return null;
    const textFile = vscode.Uri.joinPath(subject.loaded.folder, subject.step.text);
    return guideModel(
      {
        pack: subject.loaded.pack,
        lab: subject.lab,
        step: subject.step,
        text: await library.text(subject.loaded, subject.step.text),
        explanation: subject.step.kind === 'predict' ? await library.text(subject.loaded, subject.step.reveal.text) : '',
        pictureBase: `${webview.asWebviewUri(vscode.Uri.joinPath(textFile, '..')).toString()}/`,
        run: checker.run(address),
        revealed: reveals.get(subject),
      },
      progress.progress,
      {
        trusted: vscode.workspace.isTrusted,
        folderOpen: files.root() !== undefined,
        worldLoaded: labWorld.isLoaded(subject),
      },
    );
  }
}
