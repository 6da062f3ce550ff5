import type * as vscode from 'vscode';
import type { Check } from '../../labs/lab-pack.ts';
import type { PackLibrary } from '../labs/pack-library.ts';
import { addressKey, stepsOf, type StepSubject } from '../labs/step-subject.ts';
import { isCode, type StudentFiles } from '../labs/student-files.ts';

/** What stands behind an item of a step or a check. */
export interface StepData {
  readonly kind: 'step';
  readonly subject: StepSubject;
}

export interface CheckData {
  readonly kind: 'check';
  readonly subject: StepSubject;
  readonly check: Check;
}

export type TestData = StepData | CheckData;

/** Items of the Test Explorer: pack, lab, step, check. What they stand for is kept beside them. */
export class TestTree {
  readonly #controller: vscode.TestController;
  readonly #library: PackLibrary;
  readonly #files: StudentFiles;
  readonly #data = new WeakMap<vscode.TestItem, TestData>();
  readonly #steps = new Map<string, vscode.TestItem>();

  constructor(controller: vscode.TestController, library: PackLibrary, files: StudentFiles) {
    this.#controller = controller;
    this.#library = library;
    this.#files = files;
  }

  /** Makes all items anew. Steps without checks, and those whose answer is not code or an act, are left out. */
  build(): void {
    this.#steps.clear();
    const packs = this.#library.packs.map((loaded) => {
      const item = this.#item(loaded.pack.id, loaded.pack.title);
      const labs = loaded.pack.labs.map((lab) => {
        const labItem = this.#item(`${loaded.pack.id}/${lab.id}`, lab.title);
        labItem.children.replace(stepsOf({ loaded, lab }).filter(isTested).map((subject) => this.#stepItem(subject)));
        return labItem;
      });
      item.children.replace(labs.filter(({ children }) => children.size > 0));
      return item;
    });
    this.#controller.items.replace(packs.filter(({ children }) => children.size > 0));
  }

  data(item: vscode.TestItem): TestData | undefined {
    return this.#data.get(item);
  }

  stepItem(subject: StepSubject): vscode.TestItem | undefined {
    return this.#steps.get(addressKey(subject.address));
  }

  checkItem(subject: StepSubject, check: string): vscode.TestItem | undefined {
    return this.stepItem(subject)?.children.get(checkId(subject, check));
  }

  #stepItem(subject: StepSubject): vscode.TestItem {
    const { step, address } = subject;
    const file = isCode(subject) ? this.#files.mainFile(subject) : undefined;
    const item = this.#item(addressKey(address), step.title, file);
    item.children.replace(
      step.checks.map((check, index) => {
        const child = this.#item(checkId(subject, check.id), check.title, file);
        // In the order of the lab, not of the alphabet.
        child.sortText = String(index).padStart(4, '0');
        this.#data.set(child, { kind: 'check', subject, check });
        return child;
      }),
    );
    item.sortText = String(subject.lab.steps.indexOf(step)).padStart(4, '0');
    this.#data.set(item, { kind: 'step', subject });
    this.#steps.set(addressKey(address), item);
    return item;
  }

  #item(id: string, label: string, file?: vscode.Uri): vscode.TestItem {
    return this.#controller.createTestItem(id, label, file);
  }
}

function isTested({ step }: StepSubject): boolean {
  return step.checks.length > 0 && (step.kind === 'code' || step.kind === 'do');
}

function checkId({ address }: StepSubject, check: string): string {
  return `${addressKey(address)}/${check}`;
}
