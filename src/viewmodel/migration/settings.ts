import type { MigrationParameters } from '../../simulator/index.ts';
import { AUTO_CONVERGE, RETURN_PATH, STOP_RULE, STRATEGY, TAIL_SLOW } from './chosen-settings.ts';
import type { Setting } from './setting.ts';
import {
  CHANNELS,
  DIRTY_LIMIT_RATE,
  DOWNTIME_LIMIT,
  MAX_BANDWIDTH,
  MAX_POST_COPY_BANDWIDTH,
  POST_COPY_AFTER,
  ROUNDS,
  THROTTLE_INCREMENT,
  THROTTLE_INITIAL,
  THROTTLE_MAXIMUM,
  THROTTLE_TRIGGER,
  XBZRLE,
} from './typed-settings.ts';

/** All settings, in the order in which they are offered. */
export const SETTINGS: readonly Setting[] = [
  STRATEGY,
  STOP_RULE,
  ROUNDS,
  DOWNTIME_LIMIT,
  MAX_BANDWIDTH,
  POST_COPY_AFTER,
  MAX_POST_COPY_BANDWIDTH,
  AUTO_CONVERGE,
  THROTTLE_INITIAL,
  THROTTLE_INCREMENT,
  THROTTLE_MAXIMUM,
  TAIL_SLOW,
  THROTTLE_TRIGGER,
  DIRTY_LIMIT_RATE,
  XBZRLE,
  CHANNELS,
  RETURN_PATH,
];

/** Those that make a difference with these parameters. */
export function settingsFor(parameters: MigrationParameters): readonly Setting[] {
  return SETTINGS.filter((setting) => setting.applies(parameters));
}
