import type { Timeline } from '../timeline.ts';

const titles = ['lane', 'name', 'begin_ns', 'end_ns', 'new_dirty_pages', 'pending_bytes', 'sent_bytes'];

/** A line for each phase, round, state, step of the throttle and part of the downtime, for a spreadsheet. */
export function asCsv(timeline: Timeline): string {
  const end = (to: number | null) => to ?? timeline.end;
  const { outage } = timeline.service;
  const lines = [
    titles,
    ...timeline.phases.spans.map(({ phase, from, to }) => ['phase', phase, from, end(to), '', '', '']),
    ...timeline.rounds.spans.map((span) => [
      span.what, span.round, span.from, end(span.to), span.newDirtyPages, span.pendingBytes, span.sentBytes,
    ]),
    ...timeline.machine.spans.map(({ state, from, to }) => ['machine', state, from, end(to), '', '', '']),
    ...timeline.mirror.spans.map(({ stage, from, to, dirtyBytes, copiedBytes }) => ['mirror', stage, from, end(to), '', dirtyBytes, copiedBytes]),
    ...timeline.streams.spans.flatMap(({ from, to, mainBytes, channelBytes }) => [
      ['stream', 'main', from, to, '', '', mainBytes],
      ...channelBytes.map((bytes, channel) => ['stream', channel + 1, from, to, '', '', bytes]),
    ]),
    ...timeline.throttle.spans.map(({ percent, from, to }) => ['throttle', percent, from, end(to), '', '', '']),
    ...(outage ? [['service', 'outage', outage.from, end(outage.to), '', '', '']] : []),
    ...timeline.machine.downtimeParts.map(({ name, from, to }) => ['downtime', name, from, end(to), '', '', '']),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}
