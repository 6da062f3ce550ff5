import type { DowntimeBreakdown, MigrationParameters, MigrationPhase } from '../../simulator/index.ts';
import { exactRate } from '../migration/exact-quantities.ts';
import { goesByDowntimeLimit, hasPostCopy, hasRounds } from '../migration/mechanism.ts';
import { formatCount, formatRate } from '../quantities.ts';
import { withoutStop } from '../words.ts';
import { decisionSentence } from './decision-sentence.ts';
import { mirrorSentence } from './mirror-words.ts';
import type { PhaseName } from './spans.ts';
import { inStepSentence } from './stream-words.ts';
import type { TimedMigrationEvent } from './timed-event.ts';
import { plural, preciseBytes, preciseTime } from './units.ts';

/** What a sentence must know of the migration besides the event that it tells. */
export interface Story {
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  readonly memoryBytes: number;
  readonly parameters: MigrationParameters;
}

type EventOf<Kind extends TimedMigrationEvent['kind']> = Extract<TimedMigrationEvent, { kind: Kind }>;

/** The event in one plain sentence, with its numbers. */
export function sentenceOf(event: TimedMigrationEvent, story: Story): string {
  switch (event.kind) {
    case 'migration.started':
      return startSentence(event);
    case 'migration.phase':
      return phaseSentence(event.phase, story);
    case 'migration.round':
      return roundSentence(event, story);
    case 'migration.decision':
      return decisionSentence(event, story);
    case 'migration.channels-in-step':
      return inStepSentence(event);
    case 'migration.progress':
      return `Round ${event.round}: ${preciseBytes(event.transferredBytes)} sent, ${preciseBytes(event.pendingBytes)} pending, at ${formatRate(event.bandwidthBytesPerSecond)}.`;
    case 'migration.throttled':
      return `${preciseBytes(event.dirtiedBytes)} dirtied while ${preciseBytes(event.sentBytes)} were sent: auto-converge takes ${event.percent} % of its time from ${story.vm}.`;
    case 'migration.dirty-limited':
      return `${preciseBytes(event.dirtiedBytes)} dirtied while ${preciseBytes(event.sentBytes)} were sent: the dirty limit lets ${story.vm} write no more than ${plural(event.pagesPerSecond, 'page')} a second.`;
    case 'migration.source-paused':
      return pauseSentence(event, story);
    case 'migration.mirror':
      return mirrorSentence(event, story);
    case 'migration.destination-running':
      return `${story.vm} runs on ${story.to}.`;
    case 'migration.page-fault':
      return `${story.vm} stands still for page ${formatCount(event.page)}, which has not come yet.`;
    case 'migration.page-arrived':
      return `Page ${formatCount(event.page)} has come; ${story.vm} stood still ${preciseTime(event.blocked)} for it.`;
    case 'migration.postcopy-paused':
      return `Post-copy is interrupted: ${withoutStop(event.reason)}. ${plural(event.missingPages, 'page')} of ${story.vm} are still on ${story.from}; bring the link up and recover the migration.`;
    case 'migration.postcopy-recovered':
      return `Post-copy goes on over a new link; ${plural(event.missingPages, 'page')} to come.`;
    case 'migration.completed':
    case 'migration.cancelled':
    case 'migration.failed':
      return endSentence(event, story);
  }
}

/** The parts of the downtime in words: "stop 0.10 ms, last copy 280 ms, device state 12.0 ms, resume 1.00 ms". */
function breakdownInWords(breakdown: DowntimeBreakdown): string {
  return downtimeParts(breakdown)
    .map(({ name, duration }) => `${name} ${preciseTime(duration)}`)
    .join(', ');
}

/** The same, and where it is longer than the downtime that QEMU tells, how long it is and why. */
export function pauseInWords({ returnPath }: MigrationParameters, breakdown: DowntimeBreakdown): string {
  if (returnPath) return breakdownInWords(breakdown);
  const stoodStill = downtimeParts(breakdown).reduce((sum, { duration }) => sum + duration, 0);
  return `without a return path it ends when all is handed over; the machine stood still ${preciseTime(stoodStill)}: ${breakdownInWords(breakdown)}`;
}

/** The parts of the downtime, in the order in which they follow one another. */
export function downtimeParts(breakdown: DowntimeBreakdown): { readonly name: string; readonly duration: number }[] {
  return [
    { name: 'stop', duration: breakdown.stop },
    { name: 'last copy', duration: breakdown.lastCopy },
    { name: 'device state', duration: breakdown.deviceState },
    { name: 'resume', duration: breakdown.resume },
  ];
}

/** The phase as a title: "Pre-copy". */
export function phaseTitle(phase: PhaseName): string {
  switch (phase) {
    case 'mirror':
      return 'Mirror';
    case 'setup':
      return 'Setup';
    case 'pre-copy':
      return 'Pre-copy';
    case 'stop-and-copy':
      return 'Stop-and-copy';
    case 'post-copy':
      return 'Post-copy';
    case 'interrupted':
      return 'Interrupted';
    case 'resume':
      return 'Resume';
  }
}

function startSentence(event: EventOf<'migration.started'>): string {
  const { strategy, stopRule } = event.parameters;
  const rule = hasRounds(event.parameters) && stopRule !== 'qemu' ? ` with the stop rule ${stopRule}` : '';
  const memory = `${preciseBytes(event.memoryBytes)} of memory over a link of ${exactRate(event.linkBytesPerSecond)}`;
  const settings = [memory, ...settingsInWords(event.parameters)].join(', ');
  return `${event.vm} starts to move from ${event.from} to ${event.to} by ${strategy}${rule}: ${settings}.`;
}

/** The settings that have a say in this strategy. */
function settingsInWords(parameters: MigrationParameters): string[] {
  const { strategy, maxBandwidthBytesPerSecond, maxPostCopyBandwidthBytesPerSecond, postCopyAfterRounds } = parameters;
  const { dirtyLimitBytesPerSecond: dirtyLimit } = parameters;
  const said: string[] = [];
  if (hasRounds(parameters)) said.push(capInWords(maxBandwidthBytesPerSecond));
  if (goesByDowntimeLimit(parameters)) said.push(`downtime limit ${parameters.downtimeLimitMilliseconds} ms`);
  if (hasRounds(parameters) && parameters.throttle) said.push('auto-converge on');
  if (parameters.multifdChannels > 0) said.push(`${plural(parameters.multifdChannels, 'channel')} beside the main stream`);
  if (hasRounds(parameters) && dirtyLimit > 0) said.push(`dirty limit ${exactRate(dirtyLimit)}`);
  if (strategy === 'hybrid') said.push(postCopyAfterRounds > 0 ? `post-copy after ${plural(postCopyAfterRounds, 'round')}` : 'post-copy on request');
  if (strategy === 'post-copy') said.push(capInWords(maxPostCopyBandwidthBytesPerSecond));
  return said;
}

function capInWords(bytesPerSecond: number): string {
  return bytesPerSecond > 0 ? `at most ${exactRate(bytesPerSecond)}` : 'no bandwidth cap';
}

function phaseSentence(phase: MigrationPhase, story: Story): string {
  switch (phase) {
    case 'mirror':
      return `Mirror: the disk of ${story.vm} is copied to ${story.to} while it runs on; what it writes meanwhile follows.`;
    case 'setup':
      return `Setup: ${story.to} gets ready to receive.`;
    case 'pre-copy':
      return `Pre-copy: memory is sent in rounds while ${story.vm} runs on.`;
    case 'stop-and-copy':
      return `Stop-and-copy: ${story.vm} stands still${hasPostCopy(story.parameters) ? '' : ' while the rest is sent'}.`;
    case 'post-copy':
      return `Post-copy: the rest follows while ${story.vm} runs on ${story.to}; a page that it touches is fetched at once.`;
    case 'resume':
      return `Resume: ${story.vm} is set going on ${story.to}.`;
  }
}

function pauseSentence({ pendingBytes }: EventOf<'migration.source-paused'>, story: Story): string {
  if (pendingBytes === 0) return `${story.vm} stands still on ${story.from}; nothing is left to send.`;
  const rest = preciseBytes(pendingBytes);
  return `${story.vm} stands still on ${story.from}; ${hasPostCopy(story.parameters) ? `${rest} are not sent yet` : `the last ${rest} go now`}.`;
}

function roundSentence(event: EventOf<'migration.round'>, story: Story): string {
  const pages = plural(event.newDirtyPages, 'page');
  if (event.round === 1) return `Round 1 sends all memory: ${pages}, ${preciseBytes(event.pendingBytes)}.`;
  return `Round ${event.round}: ${story.vm} wrote ${pages} meanwhile; ${preciseBytes(event.pendingBytes)} to send.`;
}

function endSentence(event: EventOf<'migration.completed' | 'migration.cancelled' | 'migration.failed'>, story: Story): string {
  const { totalTime, downtime, transferredBytes } = event.figures;
  const sent = `${preciseBytes(transferredBytes)} sent in ${preciseTime(totalTime)}`;
  switch (event.kind) {
    case 'migration.completed':
      return `Completed: ${sent}, ${preciseTime(downtime ?? 0)} of downtime (${pauseInWords(story.parameters, event.downtimeBreakdown)}).`;
    case 'migration.cancelled':
      return `Cancelled: ${story.vm} stays on ${story.from}; ${sent}.`;
    case 'migration.failed':
      return `Failed: ${withoutStop(event.reason)}. ${sent}.`;
  }
}
