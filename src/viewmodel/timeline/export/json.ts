import type { TimelineEvent } from '../timed-event.ts';
import type { Timeline } from '../timeline.ts';

/** Everything: the figures, the rounds, what XBZRLE and clients saw of them, the log in sentences and the events. Times are simulated nanoseconds. */
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
    xbzrleRounds: xbzrleRounds(timeline),
    service: { outage: timeline.service.outage, samples: timeline.service.groups({ from: 0, to: timeline.end }, 0) },
    log: timeline.notes.map(({ time, sentence }) => ({ time, sentence })),
    events,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** What XBZRLE did in each round; empty where it is off. */
function xbzrleRounds({ xbzrle, rounds, end }: Timeline) {
  if (xbzrle.latest === null) return [];
  return rounds.spans.filter(({ what }) => what !== 'push').map(({ round, what, from, to }) => ({ round, what, ...xbzrle.between(from, to ?? end) }));
}
