import type { WorldEvent } from '../../simulator/index.ts';
import { withoutStop } from '../words.ts';

/** "1 of 3 VMs done". */
export function drainProgress(ended: number, all: number): string {
  return `${ended} of ${all} ${all === 1 ? 'VM' : 'VMs'} done`;
}

/** What a drain came to, and what was left behind and why, in sentences. */
export function drainEnding({ host, moved, left }: Extract<WorldEvent, { kind: 'host.drain-ended' }>): string {
  const away = moved.length === 0 ? 'Nothing moved away' : `${moved.join(', ')} moved away`;
  if (left.length === 0) return `${host} is drained: ${away}.`;
  const reasons = left.map(({ vm, reason }) => `${vm}: ${withoutStop(reason)}.`);
  return `${host} is not empty. ${away}. Left: ${reasons.join(' ')}`;
}
