import { formatCount } from '../quantities.ts';
import { plural, preciseBytes, preciseTime } from '../timeline/units.ts';
import { withoutStop } from '../words.ts';
import type { ReplicationRun } from './replication-run.ts';

/** How a replication stands or has ended, in a sentence or two. */
export function replicationInWords(run: ReplicationRun): string {
  const { vm, from, to, stopped, lost, failedOver, checkpoints, interval } = run;
  if (lost !== null) {
    const undone = `${preciseTime(lost.lostTime)} of ${vm}’s work, ${plural(lost.lostPages, 'page')}, is undone`;
    const known = lost.unsaid === 0 ? 'nothing of it had been said' : `${plural(lost.unsaid, 'answer')} of that time had been held back, so nobody outside knows of it`;
    const over = failedOver === null ? `${to} is about to take over` : `${to} took over after ${preciseTime(failedOver.outage)}`;
    const gone = lost.reason === null ? `${vm} was powered off on ${from}` : `${vm} was lost on ${from}: ${withoutStop(lost.reason)}`;
    return `${gone}. ${over} at checkpoint ${formatCount(lost.checkpoint)}; ${undone}, and ${known}.`;
  }
  if (stopped !== null) return `The replication has ended: ${withoutStop(stopped.reason)}. ${vm} runs on at ${from}, without a replica.`;
  const latest = checkpoints.at(-1);
  if (latest === undefined) return `First copy: all of ${vm} goes to ${to}; until it is there nothing protects ${vm}.`;
  return `${vm} has a replica on ${to}, a checkpoint every ${preciseTime(interval)}. The last one: ${plural(latest.dirtyPages, 'page')}, a pause of ${preciseTime(latest.pause)}, confirmed after ${preciseTime(latest.latency)}.`;
}

/** Titles of the columns of the table of checkpoints. */
export const CHECKPOINT_COLUMNS = ['Checkpoint', 'At', 'Dirty pages', 'Sent', 'Pause', 'Confirmed after', 'Released'] as const;

/** The latest checkpoints as cells of table rows, the latest first. */
export function checkpointRows({ checkpoints }: ReplicationRun, most: number): string[][] {
  return checkpoints.slice(-most).reverse().map(({ checkpoint, time, dirtyPages, bytes, pause, latency, released }) => [
    formatCount(checkpoint), preciseTime(time), formatCount(dirtyPages), preciseBytes(bytes), preciseTime(pause), preciseTime(latency), formatCount(released),
  ]);
}
