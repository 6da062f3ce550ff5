import { type Nanoseconds, NANOSECONDS_PER_MICROSECOND } from '../../../simulator/index.ts';
import { capital } from '../../words.ts';
import { machineLabel, throttleLabel } from '../lane-words.ts';
import { markNames } from '../mark-shapes.ts';
import { phaseTitle } from '../sentences.ts';
import { mirrorLabel } from '../mirror-words.ts';
import { outageLabel } from '../service-words.ts';
import type { Span } from '../spans.ts';
import { streamLabel } from '../stream-words.ts';
import { roundName } from '../table.ts';
import type { Timeline } from '../timeline.ts';

/**
 * An event of the Trace Event Format (Google, "Trace Event Format", JSON object form): `X` a stretch with `dur`, `i` an
 * instant with its scope `s`, `C` counters in `args`, `M` the name of a process or thread. `ts` and `dur` are microseconds.
 */
type TraceEvent =
  | { ph: 'X'; name: string; cat: string; ts: number; dur: number; pid: number; tid: number; args: object }
  | { ph: 'i'; name: string; cat: string; ts: number; s: 't'; pid: number; tid: number; args: object }
  | { ph: 'C'; name: string; cat: string; ts: number; pid: number; tid: number; args: Readonly<Record<string, number>> }
  | { ph: 'M'; name: 'process_name' | 'thread_name' | 'thread_sort_index'; pid: number; tid: number; args: object };

const process = 1;

/** The lanes, each a thread of the one process that the migration is. */
const lanes = ['Phases', 'Machine', 'Downtime', 'Throttle', 'Page requests', 'Rounds', 'Decisions', 'Service', 'Disk', 'Streams'] as const;
type Lane = (typeof lanes)[number];

/** A migration for trace viewers such as Perfetto; time counts from its start. */
export function asChromeTrace(timeline: Timeline): string {
  const { vm, from, to } = timeline.story;
  const measured = [...stretches(timeline), ...faults(timeline), ...instants(timeline), ...counters(timeline), ...encoded(timeline), ...served(timeline)];
  const content = {
    displayTimeUnit: 'ms',
    otherData: { format: 'virtlab.migration', vm, from, to, status: timeline.status },
    traceEvents: [...names(`${vm}: ${from} → ${to}`, new Set(measured.map(({ tid }) => tid))), ...measured.sort((one, other) => one.ts - other.ts)],
  };
  return `${JSON.stringify(content)}\n`;
}

function names(title: string, used: ReadonlySet<number>): TraceEvent[] {
  const named = (name: 'process_name' | 'thread_name' | 'thread_sort_index', tid: number, args: object): TraceEvent =>
    ({ ph: 'M', name, pid: process, tid, args });
  return [
    named('process_name', 0, { name: title }),
    ...lanes.filter((lane) => used.has(threadOf(lane))).flatMap((lane) => [
      named('thread_name', threadOf(lane), { name: lane }),
      named('thread_sort_index', threadOf(lane), { sort_index: threadOf(lane) }),
    ]),
  ];
}

function stretches(timeline: Timeline) {
  const stretch = (lane: Lane, name: string, { from, to }: Span, args: object = {}) => ({
    ph: 'X' as const, name, cat: 'migration', ...at(lane, from), dur: microseconds((to ?? timeline.end) - from), args,
  });
  const { outage } = timeline.service;
  return [
    ...timeline.phases.spans.map((span) => stretch('Phases', phaseTitle(span.phase), span)),
    ...timeline.machine.spans.map((span) => stretch('Machine', machineLabel(span, timeline), span)),
    ...timeline.machine.downtimeParts.map((part) => stretch('Downtime', part.name, part)),
    ...timeline.throttle.spans.map((span) => stretch('Throttle', throttleLabel(span), span, span.brake)),
    ...timeline.mirror.spans.map((span) => stretch('Disk', mirrorLabel(span), span)),
    ...timeline.streams.spans.map((span) => {
      const { mainBytes, channelBytes, waited } = span;
      return stretch('Streams', streamLabel(span), span, { mainBytes, channelBytes, waitedMicroseconds: microseconds(waited) });
    }),
    ...(outage ? [stretch('Service', outageLabel(outage), outage)] : []),
    ...timeline.rounds.spans.map((span) => {
      const { newDirtyPages, pendingBytes, sentBytes } = span;
      return stretch('Rounds', roundName(span), span, { newDirtyPages, pendingBytes, sentBytes });
    }),
  ];
}

/** Stretches of a thread must not cross: one that begins before the last has ended is drawn from there on. */
function faults({ faults: lane }: Timeline) {
  let free: Nanoseconds = 0;
  return lane.all().map(({ time, blocked }) => {
    const from = Math.max(free, time - blocked);
    free = time;
    const args = { blockedMicroseconds: microseconds(blocked) };
    return { ph: 'X' as const, name: 'Page', cat: 'migration', ...at('Page requests', from), dur: microseconds(time - from), args };
  });
}

function instants({ notes }: Timeline) {
  return notes.flatMap(({ kind, time, sentence }) =>
    kind === 'phase' || kind === 'round'
      ? []
      : [{ ph: 'i' as const, name: capital(markNames[kind]), cat: 'migration', ...at('Decisions', time), s: 't' as const, args: { sentence } }],
  );
}

/** Counters hold until they change, so that only changes are written. */
function counters({ samples }: Timeline) {
  const found: Extract<TraceEvent, { ph: 'C' }>[] = [];
  const written = new Map<string, number>();
  for (let index = 0; index < samples.length; index += 1) {
    const sample = samples.at(index);
    if (!sample) continue;
    const values = [
      ['Pending', 'bytes', sample.pendingBytes],
      ['Threshold', 'bytes', sample.thresholdBytes],
      ['Transferred', 'bytes', sample.transferredBytes],
      ['Bandwidth', 'bytesPerSecond', sample.bandwidthBytesPerSecond],
    ] as const;
    for (const [name, unit, value] of values) {
      if ((written.get(name) ?? 0) === value) continue;
      written.set(name, value);
      found.push(counter(name, sample.time, { [unit]: value }));
    }
  }
  return found;
}

function encoded({ xbzrle, end }: Timeline) {
  return xbzrle.groups({ from: 0, to: end }, 0).map(({ to, encodedPages, overflowPages, missedPages }) => counter('XBZRLE pages', to, {
    found: encodedPages, overflow: overflowPages, missed: missedPages,
  }));
}

function served({ service }: Timeline) {
  return service.all().flatMap(({ time, sample: { answered, waiting, p99Latency } }) => [
    counter('Requests', time, { answered, waiting }),
    ...(p99Latency === null ? [] : [counter('p99 latency', time, { microseconds: microseconds(p99Latency) })]),
  ]);
}

function counter(name: string, time: Nanoseconds, args: Readonly<Record<string, number>>) {
  return { ph: 'C' as const, name, cat: 'migration', ts: microseconds(time), pid: process, tid: 0, args };
}

function at(lane: Lane, time: Nanoseconds): { ts: number; pid: number; tid: number } {
  return { ts: microseconds(time), pid: process, tid: threadOf(lane) };
}

function threadOf(lane: Lane): number {
  return lanes.indexOf(lane) + 1;
}

function microseconds(time: Nanoseconds): number {
  return time / NANOSECONDS_PER_MICROSECOND;
}
