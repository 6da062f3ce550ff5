import type * as vscode from 'vscode';
import { DEFAULT_PARAMETERS, type MigrationParameters } from '../../simulator/index.ts';
import { type Setting, type TypedSetting, type ChosenSetting } from '../../viewmodel/migration/setting.ts';
import { settingsText } from '../../viewmodel/migration/settings-text.ts';
import { settingsFor } from '../../viewmodel/migration/settings.ts';
import type { Choice } from '../util/pick.ts';
import { askStep, BACK, type Back, divider, pickStep } from '../util/steps.ts';

export interface SettingsMenu {
  readonly title: string;
  readonly placeHolder: string;
  /** What is done with the settings, such as "Migrate with these settings". */
  readonly accept: string;
  readonly parameters: MigrationParameters;
  readonly back: boolean;
}

type MenuChoice = Setting | 'accept' | 'reset';

/** Shows the settings and lets them be changed one by one until they are accepted. */
export async function chooseSettings(menu: SettingsMenu): Promise<MigrationParameters | Back | undefined> {
  let { parameters } = menu;
  for (;;) {
    const chosen = await pickStep<MenuChoice>({ ...menu, choices: menuChoices(menu.accept, parameters) });
    if (chosen === BACK || chosen === undefined) return chosen;
    if (chosen === 'accept') return parameters;
    if (chosen === 'reset') parameters = DEFAULT_PARAMETERS;
    else {
      const changed = await change(chosen, parameters, menu.title);
      if (changed === undefined) return undefined;
      if (changed !== BACK) parameters = changed;
    }
  }
}

function menuChoices(accept: string, parameters: MigrationParameters): readonly (Choice<MenuChoice> | vscode.QuickPickItem)[] {
  const line = settingsText(parameters);
  const defaults = settingsText(DEFAULT_PARAMETERS);
  const reset: readonly (Choice<MenuChoice> | vscode.QuickPickItem)[] = line === defaults
    ? []
    : [divider(), { label: '$(discard) Reset to QEMU’s defaults', detail: capitalised(defaults), value: 'reset' }];
  return [
    { label: `$(arrow-right) ${accept}`, detail: capitalised(line), value: 'accept' },
    divider('Change'),
    ...settingsFor(parameters).map((setting) => ({
      label: setting.label,
      description: describe(setting, parameters),
      detail: setting.detail,
      value: setting,
    })),
    ...reset,
  ];
}

function describe({ text, qemuName }: Setting, parameters: MigrationParameters): string {
  return qemuName === null ? text(parameters) : `${text(parameters)} · QEMU: ${qemuName}`;
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function change(setting: Setting, parameters: MigrationParameters, flow: string): Promise<MigrationParameters | Back | undefined> {
  const title = `${flow}: ${setting.label}`;
  return setting.kind === 'chosen' ? changeByChoice(setting, parameters, title) : changeByTyping(setting, parameters, title);
}

function changeByChoice(
  setting: ChosenSetting,
  parameters: MigrationParameters,
  title: string,
): Promise<MigrationParameters | Back | undefined> {
  const options = setting.choices(parameters);
  const choices = options.map(({ label, hint, detail, parameters: value, isCurrent }) => ({
    label: `$(${isCurrent ? 'check' : 'blank'}) ${label}`,
    description: hint ?? '',
    detail,
    value,
  }));
  const active = choices[options.findIndex(({ isCurrent }) => isCurrent)];
  return pickStep({ title, placeHolder: setting.detail, choices, active, back: true });
}

async function changeByTyping(
  setting: TypedSetting,
  parameters: MigrationParameters,
  title: string,
): Promise<MigrationParameters | Back | undefined> {
  const answer = await askStep({
    title,
    prompt: setting.qemuName === null ? setting.prompt : `${setting.prompt} QEMU: ${setting.qemuName}.`,
    value: setting.text(parameters),
    back: true,
    check: (typed) => {
      const reading = setting.read(typed, parameters);
      return reading.ok ? undefined : reading.problem;
    },
  });
  if (answer === BACK || answer === undefined) return answer;
  const reading = setting.read(answer, parameters);
  return reading.ok ? reading.parameters : BACK;
}
