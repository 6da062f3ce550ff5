import * as vscode from 'vscode';
import type { Question } from './ask.ts';
import type { Choice } from './pick.ts';

/** What a step of a flow comes to where the user wants the step before. */
export const BACK = Symbol('back');

export type Back = typeof BACK;

/** Where a step is in its flow. */
interface Step {
  readonly title: string;
  /** Offers a way to the step before. */
  readonly back: boolean;
}

export interface PickStep<Value> extends Step {
  readonly placeHolder: string;
  readonly choices: readonly (Choice<Value> | vscode.QuickPickItem)[];
  /** The choice that is marked at first; the first one where not given. */
  readonly active?: vscode.QuickPickItem | undefined;
}

/** A line between groups of choices. */
export function divider(label = ''): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Asks for one of several; `BACK` for the step before, undefined if the user thinks better of it. */
export async function pickStep<Value>(step: PickStep<Value>): Promise<Value | Back | undefined> {
  const box = vscode.window.createQuickPick();
  box.title = step.title;
  box.placeholder = step.placeHolder;
  box.items = step.choices;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  if (step.active) box.activeItems = [step.active];
  return shown(box, step, () => {
    const [chosen] = box.selectedItems;
    return chosen && 'value' in chosen ? { answer: (chosen as Choice<Value>).value } : undefined;
  });
}

export interface PickManyStep<Value> extends Step {
  readonly placeHolder: string;
  readonly choices: readonly (Choice<Value> | vscode.QuickPickItem)[];
  /** Whether a choice is ticked at first. */
  readonly isPicked: (value: Value) => boolean;
}

/** Asks which of several; the space bar ticks, Enter goes on. */
export async function pickManyStep<Value>(step: PickManyStep<Value>): Promise<readonly Value[] | Back | undefined> {
  const box = vscode.window.createQuickPick();
  box.title = step.title;
  box.placeholder = step.placeHolder;
  box.canSelectMany = true;
  box.items = step.choices;
  box.matchOnDescription = true;
  box.selectedItems = step.choices.filter((choice) => 'value' in choice && step.isPicked(choice.value));
  box.ignoreFocusOut = true;
  return shown(box, step, () => ({ answer: box.selectedItems.flatMap((choice) => ('value' in choice ? [(choice as Choice<Value>).value] : [])) }));
}

/** Asks in an input box that tells what is wrong while one types; the answer is without blanks around it. */
export async function askStep(step: Step & Question): Promise<string | Back | undefined> {
  const { prompt, value, placeHolder, check } = step;
  const box = vscode.window.createInputBox();
  box.title = step.title;
  box.prompt = prompt;
  box.placeholder = placeHolder;
  box.value = value ?? '';
  box.ignoreFocusOut = true;
  const validate = (): void => {
    box.validationMessage = check(box.value.trim());
  };
  box.onDidChangeValue(validate);
  validate();
  return shown(box, step, () => {
    const answer = box.value.trim();
    return check(answer) === undefined ? { answer } : undefined;
  });
}

/** Shows a box until it is accepted with an answer, left, or gone back from. */
function shown<Answer>(
  box: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { back }: Step,
  accepted: () => { readonly answer: Answer } | undefined,
): Promise<Answer | Back | undefined> {
  if (back) box.buttons = [vscode.QuickInputButtons.Back];
  return new Promise<Answer | Back | undefined>((resolve) => {
    box.onDidTriggerButton(() => {
      resolve(BACK);
    });
    box.onDidAccept(() => {
      const result = accepted();
      if (result) resolve(result.answer);
    });
    box.onDidHide(() => {
      resolve(undefined);
    });
    box.show();
  }).finally(() => {
    box.dispose();
  });
}
