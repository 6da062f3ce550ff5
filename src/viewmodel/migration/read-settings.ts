import {
  DEFAULT_PARAMETERS,
  DEFAULT_THROTTLE,
  type MigrationParameters,
  STOP_RULES,
  STRATEGIES,
  type ThrottleParameters,
} from '../../simulator/index.ts';
import { SETTINGS } from './settings.ts';

/**
 * Settings that were remembered, by this version or another: what is missing or makes no sense counts as QEMU's default.
 */
export function readSettings(stored: unknown): MigrationParameters {
  if (!isRecord(stored)) return DEFAULT_PARAMETERS;
  const { strategy, stopRule, throttle, ...rest } = stored;
  const read: MigrationParameters = {
    ...sameTypes(DEFAULT_PARAMETERS, rest),
    strategy: STRATEGIES.find((each) => each === strategy) ?? DEFAULT_PARAMETERS.strategy,
    stopRule: STOP_RULES.find((each) => each === stopRule) ?? DEFAULT_PARAMETERS.stopRule,
    throttle: isRecord(throttle) ? sameTypes<ThrottleParameters>(DEFAULT_THROTTLE, throttle) : null,
  };
  return SETTINGS.reduce(withinRange, read);
}

/** A value that could not be typed is replaced by the default. */
function withinRange(parameters: MigrationParameters, setting: (typeof SETTINGS)[number]): MigrationParameters {
  if (setting.kind === 'chosen' || setting.read(setting.text(parameters), parameters).ok) return parameters;
  const defaults: MigrationParameters = { ...DEFAULT_PARAMETERS, throttle: parameters.throttle && DEFAULT_THROTTLE };
  const mended = setting.read(setting.text(defaults), parameters);
  return mended.ok ? mended.parameters : DEFAULT_PARAMETERS;
}

/** The defaults with those of `given` that are of the same type. */
function sameTypes<Values extends object>(defaults: Values, given: Readonly<Record<string, unknown>>): Values {
  const entries = Object.entries(defaults).map(([key, value]: [string, unknown]) => {
    const wanted = Object.hasOwn(given, key) ? given[key] : value;
    return [key, typeof wanted === typeof value ? wanted : value];
  });
  return Object.fromEntries(entries) as Values;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
