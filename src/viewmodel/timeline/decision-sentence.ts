import { type DecisionGrounds, VIRTUALBOX_LIMITS, XEN_LIMITS } from '../../simulator/index.ts';
import { formatCount, formatRate } from '../quantities.ts';
import type { Story } from './sentences.ts';
import type { TimedMigrationEvent } from './timed-event.ts';
import { plural, preciseBytes, preciseTime } from './units.ts';

type DecisionEvent = Extract<TimedMigrationEvent, { kind: 'migration.decision' }>;
type GroundsOf<Rule extends DecisionGrounds['rule']> = Extract<DecisionGrounds, { rule: Rule }>;

/** A decision with the numbers that its rule went by, and no others. */
export function decisionSentence(event: DecisionEvent, story: Story): string {
  return `${reasons(event, story)}: ${consequence(event, story)}.`;
}

function reasons(event: DecisionEvent, story: Story): string {
  const { stopRule } = story.parameters;
  if (stopRule === 'qemu' || stopRule === 'qemu-10.1') return comparison(event, stopRule);
  const { round, pendingBytes, verdict, grounds } = event;
  const pending = `${preciseBytes(pendingBytes)} pending`;
  if (stopRule === 'fixed-rounds') return countedRounds(event, story);
  if (verdict === 'send') return `Round ${round}, ${pending}`;
  return grounds ? groundsInWords(grounds, event, story) : `Round ${round} is sent, ${pending}`;
}

function groundsInWords(grounds: DecisionGrounds, event: DecisionEvent, story: Story): string {
  switch (grounds.rule) {
    case 'xen-2004':
      return xen2004(grounds, event, story);
    case 'xen-4.10':
      return fewPages(grounds.dirtyPages) ?? countedOf(event.round, XEN_LIMITS.rounds410, '', grounds.dirtyPages);
    case 'cloud-hypervisor':
      return cloudHypervisor(grounds, event, story);
    case 'virtualbox':
      return virtualBoxInWords(grounds, event, story);
  }
}

function comparison({ pendingBytes, thresholdBytes }: DecisionEvent, rule: 'qemu' | 'qemu-10.1'): string {
  if (pendingBytes === 0) return 'Nothing is pending';
  const pending = `Pending ${preciseBytes(pendingBytes)}`;
  if (thresholdBytes === 0) return `${pending}, no threshold before the bandwidth is measured`;
  const threshold = `threshold ${preciseBytes(thresholdBytes)}`;
  // The one case in which QEMU before and after 10.1 differ.
  if (pendingBytes === thresholdBytes) return `${pending} = ${threshold}, ${rule === 'qemu' ? 'not below it' : 'and no more'}`;
  return `${pending} ${pendingBytes > thresholdBytes ? '>' : '<'} ${threshold}`;
}

function countedRounds({ round, pendingBytes, verdict }: DecisionEvent, { parameters }: Story): string {
  const { rounds } = parameters;
  const pending = `${preciseBytes(pendingBytes)} pending`;
  switch (verdict) {
    case 'send':
      return `Round ${round} of ${rounds}, ${pending}`;
    case 'sync':
      return `Round ${round} of ${rounds} is sent, ${pending}`;
    case 'switch-over':
      return `${plural(rounds, 'round')} done, ${pending}`;
  }
}

function xen2004({ dirtyPages, transferredBytes }: GroundsOf<'xen-2004'>, { round }: DecisionEvent, { memoryBytes }: Story): string {
  const few = fewPages(dirtyPages);
  if (few) return few;
  const most = XEN_LIMITS.timesMemory * memoryBytes;
  const sent = preciseBytes(transferredBytes);
  if (round < XEN_LIMITS.rounds2004 && transferredBytes > most) {
    return `${sent} are sent, more than ${XEN_LIMITS.timesMemory} times the memory, with ${formatCount(dirtyPages)} pages dirty`;
  }
  return countedOf(round, XEN_LIMITS.rounds2004, `, ${sent} of at most ${preciseBytes(most)}`, dirtyPages);
}

function fewPages(dirtyPages: number): string | null {
  return dirtyPages < XEN_LIMITS.fewPages ? `${plural(dirtyPages, 'page')} dirty, fewer than ${XEN_LIMITS.fewPages}` : null;
}

function countedOf(round: number, most: number, sent: string, dirtyPages: number): string {
  const dirty = `${formatCount(dirtyPages)} pages dirty`;
  if (round >= most) return `Round ${round} is sent, the last one, with ${dirty}`;
  return `Round ${round} of at most ${most} is sent${sent}; ${dirty}, not fewer than ${XEN_LIMITS.fewPages}`;
}

function cloudHypervisor(grounds: GroundsOf<'cloud-hypervisor'>, event: DecisionEvent, { parameters }: Story): string {
  if (event.pendingBytes === 0) return `Round ${event.round} is sent and nothing is dirty`;
  const { expectedDowntime, roundBytesPerSecond } = grounds;
  const limit = `the limit of ${parameters.downtimeLimitMilliseconds} ms`;
  const against = event.verdict === 'switch-over' ? `within ${limit}` : `longer than ${limit}`;
  const rate = `at the ${formatRate(roundBytesPerSecond)} of round ${event.round}`;
  return `${preciseBytes(event.pendingBytes)} pending would take ${preciseTime(expectedDowntime)} ${rate}, ${against}`;
}

function virtualBoxInWords(grounds: GroundsOf<'virtualbox'>, event: DecisionEvent, { parameters }: Story): string {
  const { dirtyPages, shortAveragePages, longAveragePages, isLull, shortAverageTime, longAverageTime } = grounds;
  const averages = `${formatCount(shortAveragePages)} on average of 4 rounds, ${formatCount(longAveragePages)} of 64`;
  const numbers = `${plural(dirtyPages, 'page')} dirty after round ${event.round}, ${averages}`;
  if (!isLull) return `${numbers}, which is no lull`;
  const stops = event.verdict === 'switch-over';
  if (event.round <= VIRTUALBOX_LIMITS.earlyPasses) {
    const { shortPages, longPages, longPagesAlone, earlyPasses } = VIRTUALBOX_LIMITS;
    const asked = `${shortPages} and ${formatCount(longPages)}, or ${longPagesAlone} of 64`;
    return `${numbers}, a lull ${stops ? 'with' : 'but without'} the small averages that rounds up to ${earlyPasses} ask for (${asked})`;
  }
  const limit = Math.max(VIRTUALBOX_LIMITS.leastMilliseconds, parameters.downtimeLimitMilliseconds);
  const times = `${preciseTime(shortAverageTime)} and ${preciseTime(longAverageTime)}`;
  return `${numbers}, a lull ${stops ? 'that' : 'but one that'} would take ${times} against a limit of ${limit} ms`;
}

function consequence({ verdict, round }: DecisionEvent, { vm, parameters }: Story): string {
  switch (verdict) {
    case 'send':
      return parameters.stopRule === 'qemu' || parameters.stopRule === 'qemu-10.1' ? `go on with round ${round}` : 'go on with it';
    case 'sync':
      return 'one more round';
    case 'switch-over':
      return `stop ${vm} and send the rest`;
  }
}
