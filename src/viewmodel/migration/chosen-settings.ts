import {
  DEFAULT_THROTTLE,
  type MigrationParameters,
  type MigrationStrategy,
  STOP_RULES,
  STRATEGIES,
  type ThrottleParameters,
} from '../../simulator/index.ts';
import { STOP_RULE_WORDS, STRATEGY_WORDS, type Words } from './setting-words.ts';
import { hasPostCopy, hasRounds } from './mechanism.ts';
import type { ChosenSetting } from './setting.ts';

/** How memory gets to the other host. */
export const STRATEGY: ChosenSetting = {
  kind: 'chosen',
  name: 'strategy',
  label: 'Strategy',
  detail: 'How memory gets to the other host, and when the machine does.',
  qemuName: null,
  applies: () => true,
  text: ({ strategy }) => STRATEGY_WORDS[strategy].label,
  choices: (parameters) =>
    STRATEGIES.map((strategy) => ({
      ...STRATEGY_WORDS[strategy],
      parameters: withStrategy(parameters, strategy),
      isCurrent: parameters.strategy === strategy,
    })),
};

/** Post-copy goes over one stream. */
function withStrategy(parameters: MigrationParameters, strategy: MigrationStrategy): MigrationParameters {
  const chosen = { ...parameters, strategy };
  return hasPostCopy(chosen) ? { ...chosen, multifdChannels: 0 } : chosen;
}

/** When the rounds end. */
export const STOP_RULE: ChosenSetting = {
  kind: 'chosen',
  name: 'stopRule',
  label: 'Stop rule',
  detail: 'When the rounds end and the machine is paused for the rest.',
  qemuName: null,
  applies: hasRounds,
  text: ({ stopRule }) => STOP_RULE_WORDS[stopRule].label,
  choices: (parameters) =>
    STOP_RULES.map((stopRule) => ({
      ...STOP_RULE_WORDS[stopRule],
      parameters: { ...parameters, stopRule },
      isCurrent: parameters.stopRule === stopRule,
    })),
};

/** Whether the guest is slowed down by taking running time from it. */
export const AUTO_CONVERGE = switchSetting({
  name: 'throttle',
  label: 'Auto-converge',
  detail: 'Slows the machine down when it dirties memory as fast as it is sent.',
  qemuName: 'auto-converge',
  applies: hasRounds,
  isOn: ({ throttle }) => throttle !== null,
  on: {
    label: 'On',
    detail: 'Takes 20 % of its running time at first, then 10 % more each time.',
  },
  off: { label: 'Off', detail: 'Leaves it alone; the migration may never end.' },
  set: (parameters, isOn) =>
    isOn
      ? { ...parameters, throttle: parameters.throttle ?? DEFAULT_THROTTLE, dirtyLimitBytesPerSecond: 0 }
      : { ...parameters, throttle: null },
});

/** Whether the last steps of that are as small as they can be. */
export const TAIL_SLOW = switchSetting({
  name: 'tailSlow',
  label: 'Tail-slow',
  detail: 'Adds less than a whole step where less is enough.',
  qemuName: 'cpu-throttle-tailslow',
  applies: isThrottled,
  isOn: ({ throttle }) => throttle?.tailSlow === true,
  on: { label: 'On', detail: 'The last steps are as small as they can be.' },
  off: { label: 'Off', detail: 'Every step adds the whole increment.' },
  set: (parameters, tailSlow) => withThrottle(parameters, { tailSlow }),
});

/** Whether the destination confirms what has arrived. */
export const RETURN_PATH = switchSetting({
  name: 'returnPath',
  label: 'Return path',
  detail: 'Whether the destination confirms that all has arrived; post-copy always has one.',
  qemuName: 'return-path',
  applies: ({ strategy }) => strategy !== 'post-copy',
  isOn: ({ returnPath }) => returnPath,
  on: { label: 'On', detail: 'Downtime and total time end when the destination has confirmed.' },
  off: { label: 'Off', detail: 'They end when the last byte is in the send buffer, before it has arrived.' },
  set: (parameters, returnPath) => ({ ...parameters, returnPath }),
});

/** Auto-converge is on and can have an effect. */
export function isThrottled(parameters: MigrationParameters): boolean {
  return hasRounds(parameters) && parameters.throttle !== null;
}

/** Parameters with auto-converge on and changed so; its defaults stand in for what was not set. */
export function withThrottle(parameters: MigrationParameters, change: Partial<ThrottleParameters>): MigrationParameters {
  return { ...parameters, throttle: { ...(parameters.throttle ?? DEFAULT_THROTTLE), ...change } };
}

interface Switch extends Omit<ChosenSetting, 'kind' | 'text' | 'choices'> {
  readonly on: Words;
  readonly off: Words;
  readonly isOn: (parameters: MigrationParameters) => boolean;
  readonly set: (parameters: MigrationParameters, isOn: boolean) => MigrationParameters;
}

function switchSetting({ on, off, isOn, set, ...rest }: Switch): ChosenSetting {
  return {
    ...rest,
    kind: 'chosen',
    text: (parameters) => (isOn(parameters) ? on : off).label.toLowerCase(),
    choices: (parameters) => [
      { ...on, parameters: set(parameters, true), isCurrent: isOn(parameters) },
      { ...off, parameters: set(parameters, false), isCurrent: !isOn(parameters) },
    ],
  };
}
