import type { HostInventory, Inventory, LinkInventory } from '../../simulator/index.ts';
import { exactRate, exactTime } from '../migration/exact-quantities.ts';
import { formatBytes } from '../quantities.ts';
import { containerRows, type KnownRows } from './container-rows.ts';
import { escapeMarkdown, factTable } from './markdown.ts';
import type { Row } from './row.ts';
import { vmRow } from './vm-row.ts';

/** A host as a row of the tree, with its VMs below it. */
export function hostRow(host: HostInventory, inventory: Inventory, known: KnownRows): Row {
  const free = `${formatBytes(host.freeBytes)} of ${formatBytes(host.memoryBytes)} free`;
  const description = host.up ? (host.draining ? `draining · ${free}` : free) : downText(host);
  const count = host.containers?.length ?? 0;
  const containers = count === 0 ? '' : count === 1 ? ', 1 container' : `, ${count} containers`;
  const machines = `${host.vms.length === 1 ? '1 VM' : `${host.vms.length} VMs`}${containers}`;
  return {
    id: `host/${host.name}`,
    target: { kind: 'host', host: host.name },
    label: host.name,
    description,
    tooltip: tooltip(host, inventory.links),
    icon: host.up ? 'server' : 'error',
    colour: host.up ? null : 'failed',
    context: contextOf(host, inventory.links),
    spoken: `${host.name}, host, ${machines}, ${description}`,
    children: [...host.vms.map(vmRow), ...containerRows(host, inventory, known)],
  };
}

/** "down", or "kernel panic: sysrq triggered crash". */
function downText({ panic }: HostInventory): string {
  return panic === undefined ? 'down' : `kernel panic: ${panic}`;
}

/** `host`, and what menus go by: `.down`, `.draining`, `.empty`, and `.cut` where one of its links is down. */
function contextOf({ name, up, draining, vms, containers = [] }: HostInventory, links: readonly LinkInventory[]): string {
  const cut = links.some((link) => !link.up && link.between.includes(name));
  const flags = { down: !up, draining, empty: vms.length === 0 && containers.length === 0, cut };
  return ['host', ...Object.entries(flags).flatMap(([flag, holds]) => (holds ? [flag] : []))].join('.');
}

function tooltip(host: HostInventory, links: readonly LinkInventory[]): string {
  const own = links.filter(({ between }) => between.includes(host.name));
  return [
    `**${escapeMarkdown(host.name)}**, host\n`,
    factTable([
      ['State', host.up ? (host.draining ? 'up, being drained' : 'up') : downText(host)],
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

/** "125 MB/s, 100 µs", or that it is down; "125 MB/s, 20 MB/s a connection, 100 µs" where one cannot fill it. */
export function linkText(link: LinkInventory): string {
  const { bytesPerSecond, streamBytesPerSecond = bytesPerSecond } = link;
  const stream = streamBytesPerSecond < bytesPerSecond ? `, ${exactRate(streamBytesPerSecond)} a connection` : '';
  const figures = `${exactRate(bytesPerSecond)}${stream}, ${exactTime(link.latencyNanoseconds)}`;
  return link.up ? figures : `down (${figures})`;
}
