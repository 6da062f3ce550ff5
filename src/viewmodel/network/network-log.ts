import type { WorldEvent } from '../../simulator/index.ts';
import { isNetworkEvent, networkSentence } from './event-sentence.ts';

/** The latest so many events are told. */
const MOST_LINES = 2_000;

/** What happened in the network, a line for each event with its time, the oldest first. */
export function networkLog(trace: readonly WorldEvent[]): string {
  const lines = trace.filter(isNetworkEvent).slice(-MOST_LINES).map((event) => `${(event.time / 1e9).toFixed(4).padStart(10)} s  ${networkSentence(event)}`);
  return lines.length === 0 ? 'Nothing has happened in the network yet. Open a connection to a VM.\n' : `${lines.join('\n')}\n`;
}
