import { NANOSECONDS_PER_SECOND } from '../../simulator/index.ts';
import { goesByDowntimeLimit, goesByThreshold } from '../migration/mechanism.ts';
import { formatCount } from '../quantities.ts';
import { capital } from '../words.ts';
import type { FaultGroup } from './fault-lane.ts';
import type { RoundGroup } from './round-lane.ts';
import { phaseTitle } from './sentences.ts';
import type { DowntimePart, MachineSpan, PhaseSpan, RoundSpan, Span, ThrottleSpan } from './spans.ts';
import { roundInWords, roundName } from './table.ts';
import type { Timeline } from './timeline.ts';
import { plural, preciseBytes, preciseTime } from './units.ts';

/** A phase in one sentence. */
export function phaseInWords(span: PhaseSpan, timeline: Timeline): string {
  return `${phaseTitle(span.phase)}: ${stretch(span, timeline)}.`;
}

/** Where the machine is, as a short label: "on alpha". */
export function machineLabel(span: MachineSpan, { story, end }: Timeline): string {
  switch (span.state) {
    case 'source':
      return `on ${story.from}`;
    case 'paused':
      return `downtime ${preciseTime((span.to ?? end) - span.from)}`;
    case 'destination':
      return `on ${story.to}`;
  }
}

/** Where the machine is, in one sentence. */
export function machineInWords(span: MachineSpan, timeline: Timeline): string {
  const { vm, from, to } = timeline.story;
  switch (span.state) {
    case 'source':
      return `${vm} is on ${from}: ${stretch(span, timeline)}.`;
    case 'paused':
      return `${capital(machineLabel(span, timeline))}: ${vm} stands still ${between(span)}${limitInWords(timeline)}.`;
    case 'destination':
      return `${vm} is on ${to} from ${preciseTime(span.from)} on.`;
  }
}

/** The pages of a stretch of time that the guest waited for, in one sentence. */
export function faultsInWords({ from, to, count, blocked }: FaultGroup, { story }: Timeline): string {
  return `${plural(count, 'page')} asked for from ${preciseTime(from)} to ${preciseTime(to)}: ${story.vm} stood still ${preciseTime(blocked)} for ${count === 1 ? 'it' : 'them'}.`;
}

/** The pages that the guest waited for, second by second, as cells of table rows. */
export function faultRows({ faults, end }: Timeline): string[][] {
  const rows = faults.groups({ from: 0, to: end }, NANOSECONDS_PER_SECOND).map(({ from, to, count, blocked }) => [
    `${preciseTime(from)} to ${preciseTime(Math.min(to, end))}`, formatCount(count), preciseTime(blocked),
  ]);
  return rows.length === 0 ? [] : [...rows, ['In all', formatCount(faults.count), preciseTime(faults.blockedInAll)]];
}

/** How the guest is slowed down, as a short label: "20 %", "9 765 pages/s". */
export function throttleLabel({ brake }: ThrottleSpan): string {
  return brake.kind === 'auto-converge' ? `${brake.percent} %` : `${formatCount(brake.pagesPerSecond)} pages/s`;
}

/** The same in its forms from the longest to the shortest, of which the first that fits is shown. */
export function throttleLabels(span: ThrottleSpan): string[] {
  const label = throttleLabel(span);
  return [label, label.replace(' pages/s', '/s')];
}

/** A step of auto-converge, or the dirty limit, in one sentence. */
export function throttleInWords(span: ThrottleSpan, timeline: Timeline): string {
  const { vm } = timeline.story;
  const what = span.brake.kind === 'auto-converge'
    ? `Auto-converge takes ${span.brake.percent} % of its time from ${vm}`
    : `The dirty limit lets ${vm} write no more than ${plural(span.brake.pagesPerSecond, 'page')} a second`;
  return `${what}: ${stretch(span, timeline)}.`;
}

/** A part of the downtime in one sentence. */
export function downtimePartInWords(part: DowntimePart, timeline: Timeline): string {
  const whole = timeline.machine.pause;
  const took = (part.to ?? timeline.end) - part.from;
  const all = whole ? (whole.to ?? timeline.end) - whole.from : 0;
  const share = all > 0 ? `, ${Math.round((100 * took) / all)} % of it` : '';
  return `Downtime, ${part.name}: ${stretch(part, timeline)}${share}.`;
}

/** "3" for one round, "3–9" for several drawn as one. */
export function roundLabel({ first, last }: RoundGroup): string {
  const name = (span: RoundSpan) => (span.what === 'round' ? String(span.round) : roundName(span).toLowerCase());
  return first === last ? name(first) : `${name(first)}–${name(last)}`;
}

/** A round, or several drawn as one, in one sentence. */
export function roundGroupInWords(group: RoundGroup, timeline: Timeline): string {
  if (group.count === 1) return roundInWords(group.first, timeline);
  return `Rounds ${roundLabel(group)}: ${preciseBytes(group.highestPendingBytes)} at most to send, ${stretch(group, timeline)}. Zoom in to tell them apart.`;
}

/** What was known at an instant, in one sentence. */
export function sampleInWords(time: number, timeline: Timeline): string {
  const sample = timeline.samples.before(time);
  if (!sample) return 'Nothing is known yet.';
  const threshold = sample.thresholdBytes > 0 ? `threshold ${preciseBytes(sample.thresholdBytes)}, ` : 'no threshold yet, ';
  const shown = goesByThreshold(timeline.parameters) ? threshold : '';
  return `At ${preciseTime(sample.time)}: ${preciseBytes(sample.pendingBytes)} pending, ${shown}${preciseBytes(sample.transferredBytes)} sent.`;
}

function limitInWords({ parameters }: Timeline): string {
  return goesByDowntimeLimit(parameters) ? `; the limit is ${parameters.downtimeLimitMilliseconds} ms` : '';
}

function stretch(span: Span, { end }: Timeline): string {
  const took = preciseTime((span.to ?? end) - span.from);
  return `${between(span)}, ${took}${span.to === null ? ' so far' : ''}`;
}

function between({ from, to }: Span): string {
  return to === null ? `since ${preciseTime(from)}` : `from ${preciseTime(from)} to ${preciseTime(to)}`;
}
