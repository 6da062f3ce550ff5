import { type GuestSettings, PAGE_BYTES, type VmInventory } from '../../simulator/index.ts';
import { formatBytes, formatCount } from '../quantities.ts';
import { capital } from '../words.ts';

/** What runs in the VM, in a few words. */
export function guestText(guest: GuestSettings): string {
  switch (guest.kind) {
    case 'idle':
      return 'idle, writes nothing';
    case 'counter':
      return `counter, ${formatCount(guest.countsPerSecond)} counts/s`;
    case 'sequential':
    case 'uniform':
    case 'zipf':
      return `${guest.kind} writes, ${formatCount(guest.pagesPerSecond)}/s over ${workingSet(guest)}`;
    case 'hot-cold':
      return `hot and cold writes, ${formatCount(guest.pagesPerSecond)}/s over ${workingSet(guest)}, ${Math.round(100 * guest.hotProbability)} % of them to ${formatBytes(PAGE_BYTES * guest.hotPages)}`;
    case 'phased':
      return `writes in phases: ${guest.phases.map((phase) => `${phase.seconds} s at ${formatCount(phase.pagesPerSecond)}/s`).join(', ')}`;
    case 'trace':
      return `recorded trace, ${formatCount(guest.intervals.length)} intervals, ${formatCount(guest.intervalsPerSecond)} a second`;
    case 'key-value':
      return `key-value server, ${formatCount(guest.requestsPerSecond)} requests/s of its own`;
    case 'web':
      return `web server, ${formatCount(guest.requestsPerSecond)} requests/s of its own`;
    case 'scribbler':
      return `a program with a wild pointer, ${formatCount(guest.writesPerSecond)} writes/s anywhere`;
  }
}

/** "6 000 writes/s", "idle". */
export function activityText({ guest, guestStepsPerSecond }: VmInventory): string {
  const unit = unitOf(guest);
  return unit === null ? 'idle' : `${formatCount(guestStepsPerSecond)} ${unit}/s`;
}

/** What one step of a guest is; null for one that makes none. */
function unitOf(guest: GuestSettings): string | null {
  switch (guest.kind) {
    case 'idle':
      return null;
    case 'counter':
      return 'counts';
    case 'sequential':
    case 'uniform':
    case 'zipf':
    case 'hot-cold':
      return 'writes';
    case 'phased':
    case 'trace':
      return 'writes at most';
    case 'key-value':
    case 'web':
      return 'requests';
    case 'scribbler':
      return 'wild writes';
  }
}

function workingSet({ workingSetPages }: { readonly workingSetPages: number }): string {
  return formatBytes(PAGE_BYTES * workingSetPages);
}

/** How a guest is that can tell, such as "1024 keys · checksum 5f3a9c01"; null for the others. */
export function healthText({ guestReport }: Pick<VmInventory, 'guestReport'>): string | null {
  switch (guestReport?.state) {
    case undefined:
      return null;
    case 'booting':
      return 'booting';
    case 'recovering':
      return 'reads its disk';
    case 'serving':
      return `${guestReport.summary} · checksum ${guestReport.checksum}`;
    case 'crashed':
      return `crashed: ${guestReport.reason ?? 'it cannot say why'}`;
  }
}

/** What a guest knows of itself, for a table. */
export function guestFacts({ guestReport }: Pick<VmInventory, 'guestReport'>): readonly (readonly [string, string])[] {
  if (guestReport === null) return [];
  const { state, reason, checksum, facts } = guestReport;
  const numbers = Object.entries(facts).map(([name, value]) => {
    return [capital(name), typeof value === 'number' ? formatCount(value) : value] as const;
  });
  return [['Guest is', state], ...(reason === null ? [] : [['Crashed', reason] as const]), ['Its checksum', checksum], ...numbers];
}

/** That a guest is what it was in a snapshot, or that it is not, by its own checksum. */
export function backText(vm: string, snapshot: string, now: string, then: string | undefined): string {
  if (then === undefined) return `${vm} is back at "${snapshot}": its checksum is ${now}.`;
  return now === then
    ? `${vm} is back at "${snapshot}": its checksum is ${now}, as it was then.`
    : `${vm} is not what it was at "${snapshot}": its checksum is ${now}, and then it was ${then}.`;
}
