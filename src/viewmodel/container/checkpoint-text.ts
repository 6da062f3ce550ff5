import type { WorldEvent } from '../../simulator/index.ts';
import { formatBytes, formatTime } from '../quantities.ts';

/** What is said when a checkpoint was taken. */
export function checkpointedText({ container, checkpoint, bytes, figures }: Extract<WorldEvent, { kind: 'container.checkpointed' }>): string {
  return `${container} is saved in ${checkpoint}, ${formatBytes(bytes)}; it stood still for ${formatTime(figures.frozenTime)}.`;
}

/** What is said when a container was restored, with what became of its connections. */
export function restoredText({ container, host, checkpoint, totalTime, connections }: Extract<WorldEvent, { kind: 'container.restored' }>): string {
  const kept = connections.filter(({ fate }) => fate === 'restored').length;
  const reset = connections.find(({ fate }) => fate === 'reset');
  const fates = [
    ...(kept === 0 ? [] : [`${kept === 1 ? 'One connection goes' : `${kept} connections go`} on.`]),
    ...(reset === undefined ? [] : [`The connection with ${reset.remote} was reset: ${reset.reason ?? 'its other end is not in step'}.`]),
  ];
  return [`${container} runs on ${host} again, from ${checkpoint}, after ${formatTime(totalTime)}.`, ...fates].join(' ');
}
