import { waitSentence } from './service-words.ts';
import { goesByDowntimeLimit, goesByThreshold } from '../migration/mechanism.ts';
import type { Timeline } from './timeline.ts';
import { preciseBytes } from './units.ts';

/** A round that leaves this share of what the one before had to send hardly helps. */
const hardlyLess = 0.95;

/** What to know right now, in one or two sentences: the latest note, or why the rounds lead nowhere. */
export function adviceOf(timeline: Timeline): string {
  const latest = latestSentence(timeline);
  if (timeline.status !== 'active' || timeline.machine.state !== 'source') return latest;
  return stuck(timeline) ?? latest;
}

/** What clients felt of the pause follows how the migration ended. */
function latestSentence({ notes, service }: Timeline): string {
  const latest = notes.findLast(({ kind }) => kind !== 'announced' && kind !== 'outage' && kind !== 'guest')?.sentence ?? '';
  const waited = service.outage?.longestLatency ?? null;
  return waited === null ? latest : `${latest} ${waitSentence(waited, service.longerWait)}`;
}

function stuck({ rounds, story, counters }: Timeline): string | null {
  const [before, last] = rounds.spans.slice(-2);
  if (!before || !last || last.round < 3 || last.pendingBytes < before.pendingBytes * hardlyLess) return null;
  const { parameters, vm } = story;
  const isKnown = goesByThreshold(parameters) && counters.thresholdBytes > 0;
  const limit = isKnown ? `; the threshold is ${preciseBytes(counters.thresholdBytes)}` : '';
  const why = `Round ${last.round} has as much to send as round ${before.round} (${preciseBytes(last.pendingBytes)}${limit}): ${vm} writes as fast as the link sends.`;
  if (goesByDowntimeLimit(parameters)) return `${why} More bandwidth, a longer downtime limit or a calmer guest would end it.`;
  return `${why} The stop rule ${parameters.stopRule} ends the rounds all the same when enough are done; the last copy will be long.`;
}
