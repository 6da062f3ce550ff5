import type { Experiment, ExperimentTrial, Observation } from '../../simulator/index.ts';
import { formatBytes, formatCount } from '../quantities.ts';

const DAY = 86_400e9;
/** A second of a clock that was read twice a second apart, in nanoseconds: less is no jump. */
const SMALLEST_JUMP = 1e9;

/** What one party observed, in a few words. */
export function cellText(experiment: Experiment, observation: Observation): string {
  const { before, after } = observation;
  switch (experiment) {
    case 'kernel-panic':
      return after.stoppedBy === null ? 'goes on' : `stands still: ${after.stoppedBy}`;
    case 'clock-change':
      return clockText(observation);
    case 'cpu-hog':
      return `${vcpus(shares(observation).before)} → ${vcpus(shares(observation).after)} vCPUs`;
    case 'memory-hog':
      return `${formatBytes(before.memoryBytes)} → ${formatBytes(after.memoryBytes)}${killedText(killedIn(observation))}`;
  }
}

/** Whether a party that did nothing was hit by the deed. */
export function isHit(experiment: Experiment, observation: Observation): boolean {
  const { before, after } = shares(observation);
  switch (experiment) {
    case 'kernel-panic':
      return observation.after.stoppedBy !== null;
    case 'clock-change':
      return Math.abs(jumpOf(observation) ?? 0) >= SMALLEST_JUMP;
    case 'cpu-hog':
      return after < 0.99 * before;
    case 'memory-hog':
      return killedIn(observation) > 0;
  }
}

/** Whether anything came of the deed at all. */
export function hadEffect(experiment: Experiment, { observations }: ExperimentTrial): boolean {
  if (experiment === 'cpu-hog' || experiment === 'memory-hog') return true;
  return observations.some((observation) => isHit(experiment, observation));
}

/** vCPUs that the party had in the second before the deed, and in the one after. */
function shares({ began, before, after }: Observation): { readonly before: number; readonly after: number } {
  const during = (from: Observation['began'], to: Observation['began']): number => Math.max(0, to.cpuTime - from.cpuTime) / Math.max(1, to.at - from.at);
  return { before: during(began, before), after: during(before, after) };
}

/** vCPUs that the party had in the second after the deed. */
export function shareText(observation: Observation): string {
  return vcpus(shares(observation).after);
}

function vcpus(share: number): string {
  return String(Math.round(share * 100) / 100);
}

/** How far its wall clock moved beside the time that passed; null where it has none that could be read. */
function jumpOf({ before, after }: Observation): number | null {
  if (before.wallClock === null || after.wallClock === null) return null;
  return after.wallClock - before.wallClock - (after.at - before.at);
}

function clockText(observation: Observation): string {
  const jump = jumpOf(observation);
  if (jump === null) return observation.after.stoppedBy ?? 'has no clock that could be read';
  if (Math.abs(jump) < SMALLEST_JUMP) return 'its clock is right';
  return `its clock jumped ${formatCount(Math.abs(jump) / DAY)} days ${jump > 0 ? 'ahead' : 'back'}`;
}

function killedIn({ before, after }: Observation): number {
  return after.killed - before.killed;
}

function killedText(killed: number): string {
  if (killed === 0) return '';
  return killed === 1 ? ', 1 process killed' : `, ${killed} processes killed`;
}
