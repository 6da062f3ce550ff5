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

export interface ChosenSetting extends SettingBase {
  readonly kind: 'chosen';
  choices(parameters: MigrationParameters): readonly SettingChoice[];
}

export interface SettingChoice {
  readonly label: string;
  readonly hint?: string;
  readonly detail: string;
  /** The parameters with this choice made. */
  readonly parameters: MigrationParameters;
  readonly isCurrent: boolean;
}

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

/** Memory goes in rounds while the VM runs at the source. */
export function hasRounds({ strategy }: MigrationParameters): boolean {
  return strategy === 'pre-copy' || strategy === 'hybrid';
}

/** Memory follows while the VM runs at the destination. */
export function hasPostCopy({ strategy }: MigrationParameters): boolean {
  return strategy === 'post-copy' || strategy === 'hybrid';
}

/** The rule asks how long the pause will be. */
export function asksForDowntime({ stopRule }: MigrationParameters): boolean {
  switch (stopRule) {
    case 'qemu':
    case 'qemu-10.1':
    case 'cloud-hypervisor':
    case 'virtualbox':
      return true;
    case 'xen-2004':
    case 'xen-4.10':
    case 'fixed-rounds':
      return false;
  }
}
