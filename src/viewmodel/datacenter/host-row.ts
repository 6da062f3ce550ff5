import type { HostInventory, Inventory, LinkInventory } from '../../simulator/index.ts';
import { formatBytes, formatRate, formatTime } from '../quantities.ts';
import { escapeMarkdown, factTable } from './markdown.ts';
import type { Row } from './row.ts';
import { vmRow } from './vm-row.ts';

export function hostRow(host: HostInventory, inventory: Inventory): Row {
  const free = `${formatBytes(host.freeBytes)} of ${formatBytes(host.memoryBytes)} free`;
  const description = host.up ? free : 'down';
  const machines = host.vms.length === 1 ? '1 VM' : `${host.vms.length} VMs`;
  return {
    id: `host/${host.name}`,
    target: { kind: 'host', host: host.name },
    label: host.name,
    description,
    tooltip: tooltip(host, inventory.links),
    icon: 'server',
    colour: host.up ? null : 'failed',
    context: host.vms.length === 0 ? 'host.empty' : 'host',
    spoken: `${host.name}, host, ${machines}, ${description}`,
    children: host.vms.map(vmRow),
  };
}

function tooltip(host: HostInventory, links: readonly LinkInventory[]): string {
  const own = links.filter(({ between }) => between.includes(host.name));
  return [
    `**${escapeMarkdown(host.name)}**, host\n`,
    factTable([
      ['State', host.up ? 'up' : 'down'],
      ['Memory', formatBytes(host.memoryBytes)],
      ['Free', formatBytes(host.freeBytes)],
      ...own.map((link) => [`Link to ${escapeMarkdown(otherEnd(link, host.name))}`, linkText(link)] as const),
    ]),
  ].join('\n');
}

/** The host at the other end of a link. */
function otherEnd({ between: [one, other] }: LinkInventory, host: string): string {
  return one === host ? other : one;
}

/** "125 MB/s, 100 µs", or that it is down. */
export function linkText(link: LinkInventory): string {
  const figures = `${formatRate(link.bytesPerSecond)}, ${formatTime(link.latencyNanoseconds)}`;
  return link.up ? figures : `down (${figures})`;
}
