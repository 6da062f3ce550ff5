import { formatCount } from '../quantities.ts';
import type { Outage, ServiceGroup } from './service-lane.ts';
import type { Story } from './sentences.ts';
import type { Timeline } from './timeline.ts';
import { preciseTime } from './units.ts';

/** Titles of the columns of the table of service. */
export const SERVICE_COLUMNS = ['Service', 'From', 'To', 'Answers/s', 'p99 latency', 'Longest wait'] as const;

/** What clients saw, in one sentence. */
export function serviceInWords({ from, to, answersPerSecond, p99Latency }: ServiceGroup): string {
  const stretch = `From ${preciseTime(from)} to ${preciseTime(to)}`;
  if (p99Latency === null) return `${stretch}: clients got no answer.`;
  return `${stretch}: ${formatCount(answersPerSecond)} answers a second, 99 of 100 within ${preciseTime(p99Latency)}.`;
}

/** The outage as a short label: "outage, up to 352 ms". */
export function outageLabel({ longestLatency }: Outage): string {
  return longestLatency === null ? 'outage' : `outage, up to ${preciseTime(longestLatency)}`;
}

/** The outage in one sentence. */
export function outageInWords({ from, to, longestLatency }: Outage, { story }: Timeline): string {
  const stretch = to === null ? `since ${preciseTime(from)}` : `from ${preciseTime(from)} to ${preciseTime(to)}`;
  const waited = longestLatency === null ? 'no client has its answer yet' : `clients waited up to ${preciseTime(longestLatency)}`;
  return `Outage ${stretch}: clients do not reach ${story.vm}; ${waited}.`;
}

/** That the network knows where the machine is. */
export function announcementSentence(host: string, { vm }: Story): string {
  return `${vm} tells the network that it is on ${host}: clients find it again.`;
}

/** The outage, as it is told when it is over, and how long clients waited after it where that was longer. */
export function waitSentence(longestLatency: number, longerWait: number | null = null): string {
  const inOutage = `Clients waited up to ${preciseTime(longestLatency)}`;
  return longerWait === null ? `${inOutage}.` : `${inOutage} in the outage, and up to ${preciseTime(longerWait)} after it.`;
}

/** What clients saw before, in and after the outage, as cells of table rows. */
export function serviceRows({ service, end }: Timeline): string[][] {
  const { outage } = service;
  if (service.count === 0) return [];
  const upTo = outage?.from ?? end;
  const rows = [cells('Before the outage', service.between(-1, upTo), 0, upTo)];
  if (!outage) return rows.filter((row) => row !== null);
  const back = outage.to ?? end;
  const longest = outage.longestLatency === null ? 'not known yet' : preciseTime(outage.longestLatency);
  rows.push(['Outage', preciseTime(outage.from), preciseTime(back), '0', 'none', longest]);
  rows.push(cells('After the outage', service.between(back, end), back, end));
  return rows.filter((row) => row !== null);
}

function cells(name: string, group: ServiceGroup | null, from: number, to: number): string[] | null {
  if (group === null) return null;
  const latency = (time: number | null) => (time === null ? 'none' : preciseTime(time));
  return [name, preciseTime(from), preciseTime(to), formatCount(group.answersPerSecond), latency(group.p99Latency), latency(group.longestLatency)];
}
