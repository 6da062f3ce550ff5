import { join } from 'node:path';
import * as vscode from 'vscode';
import { reasonOf } from '../../store/failure.ts';
import { openValueStore } from '../../store/value-store.ts';
import { registerLabsCommands } from '../commands/labs-commands.ts';
import { LabsPick } from '../commands/labs-pick.ts';
import { GuidePanel } from '../guide/guide-panel.ts';
import { GuideRequests } from '../guide/guide-requests.ts';
import { GuideSource } from '../guide/guide-source.ts';
import { revealInWorker } from '../guide/reveal-worker.ts';
import { Reveals } from '../guide/reveals.ts';
import { LabTests } from '../testing/lab-tests.ts';
import { LabsTree } from '../trees/labs-tree.ts';
import { sayError } from '../util/report.ts';
import type { WorldClient } from '../world/world-client.ts';
import { registerCheckOnSave } from './check-on-save.ts';
import { CurrentStep } from './current-step.ts';
import { LabActions } from './lab-actions.ts';
import { LabWorld } from './lab-world.ts';
import { type LabsApi, makeLabsApi } from './labs-api.ts';
import { registerPackDocuments } from './pack-documents.ts';
import { openAtStart } from './open-at-start.ts';
import { PackLibrary } from './pack-library.ts';
import { StoredProgress } from './progress-store.ts';
import { Resume } from './resume.ts';
import { lazySandbox } from './sandbox.ts';
import { StepChecker } from './step-checker.ts';
import type { StepSubject } from './step-subject.ts';
import { StudentEditors } from './student-editors.ts';
import { StudentFiles } from './student-files.ts';
import { StudentFolder } from './student-folder.ts';
import { WorldWatch } from './world-watch.ts';

/** Labs: their tree, guide, commands and tests, all on one checker and one progress. */
export function registerLabs(context: vscode.ExtensionContext, world: WorldClient): LabsApi {
  const within = (...parts: readonly string[]) => vscode.Uri.joinPath(context.extensionUri, ...parts);
  const library = new PackLibrary(within('labs'));
  const progress = openProgress(context);
  const current = new CurrentStep(context.workspaceState);
  const resume = new Resume(context.globalState);
  const labWorld = new LabWorld(world, library);
  const files = new StudentFiles(within('dist', 'sandbox', 'virtlab.d.ts'));
  const runChecks = lazySandbox(context.asAbsolutePath(join('dist', 'sandbox', 'parent.cjs')), () => vscode.workspace.isTrusted);
  const checker = new StepChecker({ runChecks, library, files, progress, world, labWorld });
  const reveals = new Reveals(labWorld, progress, revealInWorker(context.asAbsolutePath(join('dist', 'reveal.mjs'))));
  const source = new GuideSource({ library, progress, checker, labWorld, files, reveals });
  const panel = new GuidePanel({
    media: within('dist', 'media'),
    pictures: within('labs'),
    model: (address, webview) => source.model(address, webview),
    lastShown: () => current.address ?? undefined,
  });
  const editors = new StudentEditors(files, () => panel.column);
  const showGuide = ({ address }: StepSubject) => panel.show(address);
  const actions = new LabActions({ progress, current, checker, labWorld, files, editors, showGuide });
  const folder = new StudentFolder(vscode.Uri.joinPath(context.globalStorageUri, 'practice'), files, resume);
  const requests = new GuideRequests({ library, actions, checker, labWorld, editors, folder });
  const refresh = () => void panel.refresh();
  context.subscriptions.push(
    library,
    progress,
    current,
    checker,
    reveals,
    panel,
    new LabsTree({ library, progress, current, checker }),
    new LabTests({ library, checker, files, editors }),
    new WorldWatch({ world, labWorld, library, current, progress, checker }),
    registerLabsCommands({ actions, pick: new LabsPick({ library, progress, current }) }),
    registerPackDocuments(library),
    registerCheckOnSave(library, files, checker),
    panel.onDidReceive((message) => void requests.handle(message).catch(sayFailure)),
    panel.onDidRestore((address) => current.set(address)),
    ...[progress, checker, reveals].map(({ onDidChange }) => (onDidChange as vscode.Event<unknown>)(refresh)),
    world.onDidOpen(refresh),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) void progress.refresh();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
  );
  begin(library, resume, actions)
    .then(() => openAtStart({ library, progress, current, actions }))
    .catch(sayFailure);
  return makeLabsApi({ library, progress, checker, actions });
}

/** Reads the packs; goes on at the step that another folder was opened for. */
async function begin(library: PackLibrary, resume: Resume, actions: LabActions): Promise<void> {
  await library.ready();
  for (const { file, message } of library.problems) {
    void vscode.window.showWarningMessage(`The lab pack ${file.fsPath} cannot be used: ${message}`);
  }
  const address = await resume.take();
  const subject = address && library.findStep(address);
  if (subject) await actions.openStep(subject);
}

function sayFailure(error: unknown): void {
  sayError(error instanceof Error ? error.message : String(error));
}

/** The student's progress; that it cannot be kept is said once. */
function openProgress({ globalState, globalStorageUri }: vscode.ExtensionContext): StoredProgress {
  const file = join(globalStorageUri.fsPath, 'progress.sqlite');
  let isSaid = false;
  return new StoredProgress(globalState, () => openValueStore(file), (error) => {
    if (isSaid) return;
    isSaid = true;
    void vscode.window.showWarningMessage(
      `Your progress in the labs cannot be written to ${file}, because ${reasonOf(error)}. It is kept in the editor's own memory until that is mended.`,
    );
  });
}
