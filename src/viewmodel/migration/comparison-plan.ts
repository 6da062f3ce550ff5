import {
  type MigrationParameters,
  type Nanoseconds,
  NANOSECONDS_PER_SECOND,
  STOP_RULES,
} from '../../simulator/index.ts';
import { hasRounds } from './mechanism.ts';
import { STOP_RULE_WORDS } from './setting-words.ts';

/** Memory may cross so many times before a run counts as one that does not end. */
const TIMES_OVER = 10;
const SHORTEST_LIMIT = 60;

/** A run to try: what sets it apart, and its settings. */
export interface PlannedRun {
  readonly label: string;
  readonly parameters: MigrationParameters;
}

/** The same settings under every stop rule. A strategy without rounds has no use for one, so pre-copy takes its place. */
export function everyStopRule(parameters: MigrationParameters): readonly PlannedRun[] {
  const strategy = hasRounds(parameters) ? parameters.strategy : 'pre-copy';
  return STOP_RULES.map((stopRule) => ({
    label: stopRule === 'fixed-rounds' ? `${parameters.rounds} fixed rounds` : STOP_RULE_WORDS[stopRule].label,
    parameters: { ...parameters, strategy, stopRule },
  }));
}

/** How long a run is given, in simulated time: long enough that one which takes longer will hardly ever end. */
export function patienceFor(
  memoryBytes: number,
  linkBytesPerSecond: number,
  { maxBandwidthBytesPerSecond: cap }: MigrationParameters,
): Nanoseconds {
  const bytesPerSecond = cap === 0 ? linkBytesPerSecond : Math.min(cap, linkBytesPerSecond);
  const seconds = Math.ceil((TIMES_OVER * memoryBytes) / bytesPerSecond);
  return Math.max(SHORTEST_LIMIT, seconds) * NANOSECONDS_PER_SECOND;
}
