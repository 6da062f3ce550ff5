import type { MigrationParameters } from '../../simulator/index.ts';
import { isThrottled, RETURN_PATH } from './chosen-settings.ts';
import { countOfRounds, countOfStreams, exactMilliseconds, exactRate, exactSize, NO_CAP } from './exact-quantities.ts';
import { goesByDowntimeLimit, hasPostCopy, hasRounds } from './mechanism.ts';
import { CHANNELS, DIRTY_LIMIT_RATE, POST_COPY_AFTER } from './typed-settings.ts';
import { STOP_RULE_WORDS, STRATEGY_WORDS } from './setting-words.ts';

/**
 * The settings that make a difference, in one line that can stand in a sentence:
 * "pre-copy, rule of QEMU up to 10.0, downtime ≤ 300 ms, ≤ 128 MiB/s".
 */
export function settingsText(parameters: MigrationParameters): string {
  const { throttle, xbzrleCacheBytes, maxPostCopyBandwidthBytesPerSecond: push } = parameters;
  const { dirtyLimitBytesPerSecond: dirtyLimit, multifdChannels: channels } = parameters;
  const parts = [strategyText(parameters)];
  if (hasRounds(parameters)) parts.push(...roundsText(parameters));
  if (hasPostCopy(parameters) && push > 0) parts.push(`push ≤ ${exactRate(push)}`);
  if (throttle && isThrottled(parameters)) parts.push(`auto-converge from ${throttle.initialPercent} %`);
  if (DIRTY_LIMIT_RATE.applies(parameters) && dirtyLimit > 0) parts.push(`dirty limit ${exactRate(dirtyLimit)}`);
  if (hasRounds(parameters) && xbzrleCacheBytes > 0) parts.push(`XBZRLE with ${exactSize(xbzrleCacheBytes)}`);
  if (CHANNELS.applies(parameters) && channels > 0) parts.push(countOfStreams(channels));
  if (RETURN_PATH.applies(parameters) && !parameters.returnPath) parts.push('no return path');
  return parts.join(', ');
}

function strategyText(parameters: MigrationParameters): string {
  const strategy = STRATEGY_WORDS[parameters.strategy].label.toLowerCase();
  return parameters.strategy === 'hybrid' ? `${strategy} with post-copy ${POST_COPY_AFTER.text(parameters)}` : strategy;
}

function roundsText(parameters: MigrationParameters): readonly string[] {
  const { stopRule, rounds, downtimeLimitMilliseconds, maxBandwidthBytesPerSecond: cap } = parameters;
  return [
    stopRule === 'fixed-rounds' ? `stop after ${countOfRounds(rounds)}` : `rule of ${STOP_RULE_WORDS[stopRule].label}`,
    ...(goesByDowntimeLimit(parameters) ? [`downtime ≤ ${exactMilliseconds(downtimeLimitMilliseconds)}`] : []),
    cap === 0 ? NO_CAP : `≤ ${exactRate(cap)}`,
  ];
}
