import type { Brake, Span } from '../spans.ts';
import { roundName } from '../table.ts';
import type { Timeline } from '../timeline.ts';

const columns = [
  'lane', 'name', 'begin_ns', 'end_ns', 'new_dirty_pages', 'pending_bytes', 'sent_bytes',
  'cache_found_pages', 'cache_missed_pages', 'cache_overflow_pages', 'answers', 'p99_latency_ns',
] as const;

/** A line: what there is no number for stays empty. */
type Line = Readonly<Partial<Record<(typeof columns)[number], string | number>>>;

/** A line for each phase, round, state, step of the throttle, part of the downtime and tenth of a second of service, for a spreadsheet. */
export function asCsv(timeline: Timeline): string {
  const lines = [...laneLines(timeline), ...xbzrleLines(timeline), ...serviceLines(timeline), ...downtimeLines(timeline)];
  return [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ''))].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function laneLines(timeline: Timeline): Line[] {
  const { phases, rounds, machine, mirror, streams, throttle } = timeline;
  const line = (lane: string, name: string | number, span: Span, more: Line = {}) => ({ lane, name, ...stretch(span, timeline), ...more });
  return [
    ...phases.spans.map((span) => line('phase', span.phase, span)),
    ...rounds.spans.map((span) => line(span.what, span.round, span, {
      new_dirty_pages: span.newDirtyPages, pending_bytes: span.pendingBytes, sent_bytes: span.sentBytes,
    })),
    ...machine.spans.map((span) => line('machine', span.state, span)),
    ...mirror.spans.map((span) => line('mirror', span.stage, span, { pending_bytes: span.dirtyBytes, sent_bytes: span.copiedBytes })),
    ...streams.spans.flatMap((span) => [
      line('stream', 'main', span, { sent_bytes: span.mainBytes }),
      ...span.channelBytes.map((bytes, channel) => line('stream', channel + 1, span, { sent_bytes: bytes })),
    ]),
    ...throttle.spans.map((span) => line(...brakeCells(span.brake), span)),
  ];
}

function brakeCells(brake: Brake): [string, number] {
  return brake.kind === 'auto-converge' ? ['throttle', brake.percent] : ['dirty-limit', brake.pagesPerSecond];
}

function xbzrleLines(timeline: Timeline): Line[] {
  const { xbzrle, rounds, end } = timeline;
  if (xbzrle.latest === null) return [];
  return rounds.spans.filter(({ what }) => what !== 'push').map((span) => {
    const { encodedPages, overflowPages, missedPages, bytes } = xbzrle.between(span.from, span.to ?? end);
    return {
      lane: 'xbzrle', name: roundName(span), ...stretch(span, timeline), sent_bytes: bytes,
      cache_found_pages: encodedPages + overflowPages, cache_missed_pages: missedPages, cache_overflow_pages: overflowPages,
    };
  });
}

function serviceLines({ service, end }: Timeline): Line[] {
  const { outage } = service;
  return [
    ...(outage ? [{ lane: 'service', name: 'outage', begin_ns: outage.from, end_ns: outage.to ?? end }] : []),
    ...service.groups({ from: 0, to: end }, 0).map(({ from, to, answers, p99Latency }) => ({
      lane: 'service', name: 'sample', begin_ns: from, end_ns: to, answers, p99_latency_ns: p99Latency ?? '',
    })),
  ];
}

function downtimeLines(timeline: Timeline): Line[] {
  return timeline.machine.downtimeParts.map((part) => ({ lane: 'downtime', name: part.name, ...stretch(part, timeline) }));
}

function stretch({ from, to }: Span, { end }: Timeline): Line {
  return { begin_ns: from, end_ns: to ?? end };
}
