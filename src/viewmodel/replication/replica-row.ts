import type { ReplicationInventory, VmInventory } from '../../simulator/index.ts';
import { escapeMarkdown, factTable } from '../datacenter/markdown.ts';
import type { Row } from '../datacenter/row.ts';
import { formatBytes, formatCount, formatTime } from '../quantities.ts';
import { pauseShare } from './replication-figures.ts';

/** The replica of a VM as a row below it; none where it has none. */
export function replicaRows(vm: VmInventory): readonly Row[] {
  const { replication } = vm;
  if (replication === undefined) return [];
  const description = descriptionOf(replication);
  const isCopying = replication.status === 'first-copy';
  return [
    {
      id: `replica/${vm.name}`,
      target: { kind: 'replica', vm: vm.name },
      label: `Replica on ${replication.to}`,
      description,
      tooltip: tooltip(vm, replication),
      icon: isCopying ? 'sync~spin' : 'shield',
      colour: isCopying ? 'moving' : 'running',
      context: isCopying ? 'replica.copying' : 'replica.protected',
      spoken: `Replica of ${vm.name} on ${replication.to}, ${description}`,
      children: [],
    },
  ];
}

/** "checkpoint 120 · every 100 ms", "first copy". */
function descriptionOf({ status, checkpoint, interval }: ReplicationInventory): string {
  return status === 'first-copy' ? 'first copy' : `checkpoint ${formatCount(checkpoint)} · every ${formatTime(interval)}`;
}

function tooltip(vm: VmInventory, { to, interval, checkpoint, figures }: ReplicationInventory): string {
  const share = pauseShare(figures);
  const facts: (readonly [string, string])[] = [
    ['Host', escapeMarkdown(to)],
    ['Checkpoints', `${formatCount(checkpoint)}, every ${formatTime(interval)}`],
    ['Sent', formatBytes(figures.sentBytes)],
    ...(share === null ? [] : [['Pauses take', `${(100 * share).toFixed(1)} % of the guest’s time`] as const]),
  ];
  return `**Replica of ${escapeMarkdown(vm.name)}**, which takes over when ${escapeMarkdown(vm.host)} fails\n\n${factTable(facts)}`;
}
