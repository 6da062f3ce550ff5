import type { MigrationParameters } from '../../simulator/index.ts';

/** One setting of a migration as people meet it. */
export type Setting = ChosenSetting | TypedSetting;

interface SettingBase {
  readonly name: string;
  readonly label: string;
  /** One line on what it does. */
  readonly detail: string;
  /** What QEMU calls it: a parameter, a capability or a command; null where QEMU has none. */
  readonly qemuName: string | null;
  /** Whether it makes a difference with these parameters. */
  readonly applies: (parameters: MigrationParameters) => boolean;
  /** Its value as shown; what a typed setting shows can be typed again. */
  readonly text: (parameters: MigrationParameters) => string;
}

/** A setting that is chosen from a few. */
export interface ChosenSetting extends SettingBase {
  readonly kind: 'chosen';
  choices(parameters: MigrationParameters): readonly SettingChoice[];
}

/** One thing to choose. */
export interface SettingChoice {
  readonly label: string;
  readonly hint?: string;
  readonly detail: string;
  /** The parameters with this choice made. */
  readonly parameters: MigrationParameters;
  readonly isCurrent: boolean;
}

/** A setting that is typed; `read` takes over what was typed, or says what is wrong with it. */
export interface TypedSetting extends SettingBase {
  readonly kind: 'typed';
  /** What to type, with an example. */
  readonly prompt: string;
  read(typed: string, parameters: MigrationParameters): SettingReading;
}

/** What was typed, taken over; or what is wrong with it, in one sentence. */
export type SettingReading =
  | { readonly ok: true; readonly parameters: MigrationParameters }
  | { readonly ok: false; readonly problem: string };
