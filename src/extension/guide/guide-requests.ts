import * as vscode from 'vscode';
import type { GuideTask } from '../../viewmodel/labs/guide.ts';
import { checkPlaceOf } from '../../viewmodel/labs/verdict-view.ts';
import { linkTarget } from '../../viewmodel/labs/links.ts';
import type { LabActions } from '../labs/lab-actions.ts';
import type { LabWorld } from '../labs/lab-world.ts';
import type { PackLibrary } from '../labs/pack-library.ts';
import type { StepChecker } from '../labs/step-checker.ts';
import type { StepSubject } from '../labs/step-subject.ts';
import type { StudentEditors } from '../labs/student-editors.ts';
import type { StudentFolder } from '../labs/student-folder.ts';
import type { GuideMessage } from './guide-panel.ts';

export interface GuideRequestsParts {
  readonly library: PackLibrary;
  readonly actions: LabActions;
  readonly checker: StepChecker;
  readonly labWorld: LabWorld;
  readonly editors: StudentEditors;
  readonly folder: StudentFolder;
}

/** Does what the guide's buttons and links ask for. */
export class GuideRequests {
  readonly #parts: GuideRequestsParts;

  constructor(parts: GuideRequestsParts) {
    this.#parts = parts;
  }

  async handle({ address, message }: GuideMessage): Promise<void> {
    const subject = this.#parts.library.findStep(address);
    if (!subject) return;
    switch (message.kind) {
      case 'task':
        return this.#perform(message.task, subject);
      case 'go':
        return this.#go(subject, message.step);
      case 'answer': {
        const problem = await this.#parts.actions.answer(subject, message.answer);
        if (problem !== null) await vscode.window.showWarningMessage(problem);
        return;
      }
      case 'open-place':
        return this.#openPlace(subject, message.check, message.which);
      case 'open-link':
        return openLink(message.href);
    }
  }

  async #perform(task: GuideTask, subject: StepSubject): Promise<void> {
    const { actions, checker, labWorld, folder } = this.#parts;
    switch (task) {
      case 'check':
        await actions.check(subject);
        return;
      case 'stop-check':
        return checker.stop(subject.address);
      case 'hint':
        await actions.hint(subject);
        return;
      case 'reset':
        await actions.reset(subject, new Date());
        return;
      case 'solution':
        await actions.solution(subject);
        return;
      case 'finish-reading':
        return actions.finishReading(subject);
      case 'open-file':
        return actions.openStep(subject);
      case 'load-world':
        await labWorld.load(subject);
        return;
      case 'open-folder':
        return folder.choose(subject);
      case 'use-practice-folder':
        return folder.usePracticeFolder(subject);
      case 'show-data-center':
      case 'show-timeline':
      case 'manage-trust':
        await vscode.commands.executeCommand(editorCommand(task));
    }
  }

  async #go(subject: StepSubject, step: string): Promise<void> {
    const target = this.#parts.library.findStep({ ...subject.address, step });
    const { steps } = subject.lab;
    const goesOn = target !== undefined && steps.indexOf(target.step) === steps.indexOf(subject.step) + 1;
    // Whoever goes on from a text has read it.
    if (goesOn && subject.step.kind === 'read') await this.#parts.actions.finishReading(subject);
    if (target) await this.#parts.actions.openStep(target);
  }

  async #openPlace(subject: StepSubject, check: string, which: 'place' | 'check'): Promise<void> {
    const run = this.#parts.checker.run(subject.address);
    const results = run.kind === 'finished' ? run.verdict.checks : run.kind === 'running' ? run.results : [];
    const result = results.find(({ id }) => id === check);
    const place = result && (which === 'place' ? result.place : checkPlaceOf(result));
    if (place) await this.#parts.editors.goTo(subject, place);
  }
}

function editorCommand(task: 'show-data-center' | 'show-timeline' | 'manage-trust'): string {
  switch (task) {
    case 'show-data-center':
      return 'virtlab.datacenter.focus';
    case 'show-timeline':
      return 'virtlab.timeline.show';
    case 'manage-trust':
      return 'workbench.trust.manage';
  }
}

/** The page asks for any link that was clicked; only those on the list are followed. */
async function openLink(href: string): Promise<void> {
  const target = linkTarget(href);
  if (target?.kind === 'command') await vscode.commands.executeCommand(target.command);
  else if (target?.kind === 'web') await vscode.env.openExternal(vscode.Uri.parse(target.address, true));
}
