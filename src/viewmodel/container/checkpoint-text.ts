import type { CheckpointProgress, WorldEvent } from '../../simulator/index.ts';
import { formatBytes, formatTime } from '../quantities.ts';

/** What is done for a checkpoint, as its notification says it. */
export function checkpointingText({ phase, round, rounds }: CheckpointProgress): string {
  switch (phase) {
    case 'freeze':
      return 'bringing its processes to a stop';
    case 'pre-dump':
      return `pre-dump ${round} of ${rounds - 1}: looking through its memory`;
    case 'write':
      return `pre-dump ${round} of ${rounds - 1}: writing memory while it runs`;
    case 'dump':
      return 'writing the rest while it stands still';
  }
}

/** How much of a checkpoint is done, each dump counting the same. */
export function checkpointingPercent({ phase, round, rounds, share }: CheckpointProgress): number {
  const ofDump = phase === 'write' || phase === 'dump' ? share : 0;
  return Math.round((100 * (round - 1 + ofDump)) / rounds);
}

/** What is said when a checkpoint was taken. */
export function checkpointedText({ container, checkpoint, bytes, figures }: Extract<WorldEvent, { kind: 'container.checkpointed' }>): string {
  return `${container} is saved in ${checkpoint}, ${formatBytes(bytes)}; it stood still for ${formatTime(figures.frozenTime)}${figures.preDumps.length > 0 ? ' at last' : ''}.`;
}

/** What is said when a container was restored, with what became of its connections. */
export function restoredText({ container, host, checkpoint, totalTime, connections }: Extract<WorldEvent, { kind: 'container.restored' }>): string {
  const kept = connections.filter(({ fate }) => fate === 'restored').length;
  const goesOn = kept === 0 ? '' : `${kept === 1 ? 'One connection goes' : `${kept} connections go`} on.`;
  return [`${container} runs on ${host} again, from ${checkpoint}, after ${formatTime(totalTime)}.`, goesOn, resetText(connections)].filter((sentence) => sentence !== '').join(' ');
}

type Fates = Extract<WorldEvent, { kind: 'container.migrated' }>['connections'];

/** What is said of connections that broke because their container was elsewhere; empty where none did. */
export function resetText(connections: Fates): string {
  const [first, ...others] = connections.filter(({ fate }) => fate === 'reset');
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : others.length === 1 ? ' One more was reset, too.' : ` ${others.length} more were reset, too.`;
  return `The connection with ${first.remote} was reset: ${first.reason ?? 'its other end is not in step'}.${more}`;
}
