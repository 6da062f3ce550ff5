import type { NetworkInventory } from '../../simulator/index.ts';
import { escapeMarkdown } from '../datacenter/markdown.ts';
import { formatTime } from '../quantities.ts';
import { plural } from '../timeline/units.ts';

/** A clock that is off by less counts as right. */
const CLOCK_TOLERANCE = 10_000_000;

/** What a VM's tooltip says of its network; nothing where nobody was ever connected to it. */
export function networkFacts(network: NetworkInventory | undefined): (readonly [string, string])[] {
  if (network === undefined) return [];
  const { address, twins, connections, hasGenerationDevice, outputCommit, held, clockBehind } = network;
  const open = connections.filter(({ end }) => end === null).length;
  return [
    ['Address', twins.length === 0 ? address : `${address}, which ${escapeMarkdown(twins.join(' and '))} has too`],
    ['Connections', `${open} open, ${connections.length - open} ended`],
    ['Wall clock', clockText(clockBehind)],
    ['VM generation ID', hasGenerationDevice ? 'there, and watched by the guest' : 'no such device'],
    ['What it says goes out', outputCommit === null ? 'at once' : `with a checkpoint every ${formatTime(outputCommit)}; ${plural(held, 'segment')} waiting`],
  ];
}

/** "right", "9 s behind". */
export function clockText(clockBehind: number | null): string {
  if (clockBehind === null) return 'not known';
  if (Math.abs(clockBehind) < CLOCK_TOLERANCE) return 'right';
  return `${formatTime(Math.abs(clockBehind))} ${clockBehind > 0 ? 'behind' : 'ahead'}`;
}
