import type { WorldEvent } from '../../simulator/index.ts';
import { withoutStop } from '../words.ts';

/** "1 of 3 VMs done", "1 of 5 VMs and containers done". */
export function drainProgress(ended: number, vms: number, containers: number): string {
  const noun = containers === 0 ? (vms === 1 ? 'VM' : 'VMs') : vms > 0 ? 'VMs and containers' : containers === 1 ? 'container' : 'containers';
  return `${ended} of ${vms + containers} ${noun} done`;
}

/** What a drain came to, and what was left behind and why, in sentences. */
export function drainEnding({ host, moved, left }: Extract<WorldEvent, { kind: 'host.drain-ended' }>): string {
  const away = moved.length === 0 ? 'Nothing moved away' : `${moved.join(', ')} moved away`;
  if (left.length === 0) return `${host} is drained: ${away}.`;
  const reasons = left.map((machine) => `${'vm' in machine ? machine.vm : machine.container}: ${withoutStop(machine.reason)}.`);
  return `${host} is not empty. ${away}. Left: ${reasons.join(' ')}`;
}
