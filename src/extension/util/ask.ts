import * as vscode from 'vscode';

/** One question of a flow. `check` returns what is wrong with an answer in one sentence, or undefined. */
export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeHolder?: string;
  readonly check: (answer: string) => string | undefined;
}

/** Asks in an input box that tells what is wrong while one types; undefined if the user thinks better of it. */
export async function ask({ title, prompt, value, placeHolder, check }: Question): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title,
    prompt,
    ...(value !== undefined && { value }),
    ...(placeHolder !== undefined && { placeHolder }),
    validateInput: (typed) => check(typed.trim()),
    ignoreFocusOut: true,
  });
  return answer?.trim();
}

/** Asks before something is lost; true if the user wants it. `yes` is the button's text. */
export async function confirmed(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
