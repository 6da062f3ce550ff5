import {
  DEFAULT_DIRTY_LIMIT_BYTES_PER_SECOND,
  DEFAULT_PARAMETERS,
  DEFAULT_THROTTLE,
  type MigrationParameters,
  STOP_RULES,
  STRATEGIES,
  type ThrottleParameters,
} from '../migration/parameters.ts';
import { toMilliseconds } from '../kernel/time.ts';
import { checkParameters } from './migration-checks.ts';
import { Refusal } from './refusal.ts';
import type { ScenarioPath, ScenarioProblem } from './scenario.ts';
import { Fields, type Keys, type NumberRange, problemAt } from './scenario-fields.ts';
import { BANDWIDTH, DIRTY_LIMIT, DOWNTIME, SIZE } from './scenario-quantities.ts';

/** No cap, as the number 0 says it in `MigrationParameters`. */
const UNLIMITED = 'unlimited';

/** Of the `parameters` of a migration. */
export const PARAMETER_KEYS: Keys = {
  required: [],
  optional: [
    'strategy',
    'downtimeLimit',
    'maxBandwidth',
    'stopRule',
    'rounds',
    'postCopyAfterRounds',
    'maxPostCopyBandwidth',
    'returnPath',
    'xbzrleCache',
    'channels',
    'throttle',
    'dirtyLimit',
  ],
};

/** Of the `throttle` of those parameters. */
const THROTTLE_KEYS: Keys = {
  required: [],
  optional: ['initialPercent', 'incrementPercent', 'maximumPercent', 'tailSlow', 'triggerPercent'],
};

/** Reads the settings of a migration that a command has, if it has any. */
export function readParametersOf(fields: Fields, problems: ScenarioProblem[]): { parameters?: Partial<MigrationParameters> } {
  if (!fields.has('parameters')) return {};
  const path = [...fields.path, 'parameters'];
  const before = problems.length;
  const parameters = readParameters(fields.raw('parameters'), path, problems);
  if (problems.length === before) noteConflict(parameters, path, problems);
  return { parameters };
}

/** Each for itself is right, but they may not go together: no world would take them. */
function noteConflict(parameters: Partial<MigrationParameters>, path: ScenarioPath, problems: ScenarioProblem[]): void {
  try {
    checkParameters({ ...DEFAULT_PARAMETERS, ...parameters });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.push(problemAt(path, `are refused: ${error.message}`));
  }
}

function readParameters(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): Partial<MigrationParameters> {
  const fields = Fields.of(value, path, problems, PARAMETER_KEYS);
  if (fields === null) return {};
  return {
    ...(fields.has('strategy') && { strategy: fields.oneOf('strategy', STRATEGIES) }),
    ...(fields.has('downtimeLimit') && { downtimeLimitMilliseconds: readDowntime(fields, problems) }),
    ...(fields.has('maxBandwidth') && { maxBandwidthBytesPerSecond: readCap(fields, 'maxBandwidth') }),
    ...(fields.has('stopRule') && { stopRule: fields.oneOf('stopRule', STOP_RULES) }),
    ...(fields.has('rounds') && { rounds: fields.number('rounds', { least: 1, most: 1000, whole: true }) }),
    ...(fields.has('postCopyAfterRounds') && {
      postCopyAfterRounds: fields.number('postCopyAfterRounds', { least: 0, most: 1000, whole: true }),
    }),
    ...(fields.has('maxPostCopyBandwidth') && {
      maxPostCopyBandwidthBytesPerSecond: readCap(fields, 'maxPostCopyBandwidth'),
    }),
    ...(fields.has('returnPath') && { returnPath: fields.flag('returnPath') }),
    ...(fields.has('xbzrleCache') && { xbzrleCacheBytes: fields.quantity('xbzrleCache', SIZE) }),
    ...(fields.has('channels') && { multifdChannels: fields.number('channels', { least: 0, most: 255, whole: true }) }),
    ...(fields.has('throttle') && {
      throttle: readThrottle(fields.raw('throttle'), [...path, 'throttle'], problems),
    }),
    ...(fields.has('dirtyLimit') && { dirtyLimitBytesPerSecond: readDirtyLimit(fields) }),
  };
}

function readCap(fields: Fields, key: string): number {
  return fields.raw(key) === UNLIMITED ? 0 : fields.quantity(key, BANDWIDTH);
}

/** `true` is QEMU's default, `false` no limit. */
function readDirtyLimit(fields: Fields): number {
  const value = fields.raw('dirtyLimit');
  if (typeof value === 'boolean') return value ? DEFAULT_DIRTY_LIMIT_BYTES_PER_SECOND : 0;
  return fields.quantity('dirtyLimit', DIRTY_LIMIT);
}

/** QEMU counts the limit in whole milliseconds. */
function readDowntime(fields: Fields, problems: ScenarioProblem[]): number {
  const limit = toMilliseconds(fields.quantity('downtimeLimit', DOWNTIME));
  if (!Number.isNaN(limit) && !Number.isInteger(limit)) {
    problems.push(problemAt([...fields.path, 'downtimeLimit'], 'must be whole milliseconds; round it.'));
  }
  return limit;
}

const PERCENT: NumberRange = { least: 1, most: 99, whole: true };

/** `true` is QEMU's defaults, `false` no throttling. */
function readThrottle(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): ThrottleParameters | null {
  if (typeof value === 'boolean') return value ? DEFAULT_THROTTLE : null;
  const fields = Fields.of(value, path, problems, THROTTLE_KEYS);
  if (fields === null) return null;
  return {
    ...DEFAULT_THROTTLE,
    ...(fields.has('initialPercent') && { initialPercent: fields.number('initialPercent', PERCENT) }),
    ...(fields.has('incrementPercent') && { incrementPercent: fields.number('incrementPercent', PERCENT) }),
    ...(fields.has('maximumPercent') && { maximumPercent: fields.number('maximumPercent', PERCENT) }),
    ...(fields.has('tailSlow') && { tailSlow: fields.flag('tailSlow') }),
    ...(fields.has('triggerPercent') && { triggerPercent: fields.number('triggerPercent', { ...PERCENT, most: 100 }) }),
  };
}
