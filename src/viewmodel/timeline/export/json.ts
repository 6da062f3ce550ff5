import type { TimelineEvent } from '../timed-event.ts';
import type { Timeline } from '../timeline.ts';

/** Everything: the figures, the rounds, the log in sentences and the events. Times are simulated nanoseconds. */
export function asJson(timeline: Timeline, events: readonly TimelineEvent[]): string {
  const { story, status, figures, breakdown } = timeline;
  const content = {
    format: 'virtlab.migration',
    version: 1,
    ...story,
    status,
    figures,
    downtimeBreakdown: breakdown,
    phases: timeline.phases.spans,
    rounds: timeline.rounds.spans,
    log: timeline.notes.map(({ time, sentence }) => ({ time, sentence })),
    events,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
