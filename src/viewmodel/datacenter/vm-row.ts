import type { MigrationInventory, VmInventory } from '../../simulator/index.ts';
import { formatBytes, formatCount, formatTime } from '../quantities.ts';
import { connectionRows } from '../network/connection-rows.ts';
import { networkFacts } from '../network/network-facts.ts';
import { damagesOf } from './damage-text.ts';
import { diskRows } from '../disk/disk-rows.ts';
import { activityText, guestFacts, guestText, healthText } from './guest-text.ts';
import { replicaRows } from '../replication/replica-row.ts';
import { savingText } from '../snapshot/snapshot-text.ts';
import { escapeMarkdown, factTable } from './markdown.ts';
import type { Row, RowColour } from './row.ts';
import { snapshotRows } from './snapshot-rows.ts';

/** A VM as a row of the tree, with what belongs to it below. */
export function vmRow(vm: VmInventory): Row {
  const migration = activeMigration(vm);
  const description = migration ? migrationText(migration) : (savingText(vm) ?? restingText(vm));
  return {
    id: `vm/${vm.name}`,
    target: { kind: 'vm', vm: vm.name },
    label: vm.name,
    description,
    tooltip: tooltip(vm),
    ...lookOf(vm),
    context: contextOf(vm),
    spoken: `${vm.name}, virtual machine on ${vm.host}, ${migration ? `migrating ${description}` : description}`,
    children: [...replicaRows(vm), ...snapshotRows(vm), ...diskRows(vm), ...connectionRows(vm)],
  };
}

/** In post-copy the VM runs at the destination already, so there is no way back and nothing to cancel. */
function contextOf(vm: VmInventory): string {
  const migration = activeMigration(vm);
  const committed = vm.network !== undefined && vm.network.outputCommit !== null;
  const breakable = vm.state !== 'stopped' && damagesOf(vm.guest).length > 0;
  const standing = `vm.${vm.state}${vm.clients ? '.served' : ''}${committed ? '.committed' : ''}${breakable ? '.breakable' : ''}`;
  if (vm.replication) return `${standing}.replicated`;
  if (vm.failingOver) return `${standing}.taking-over`;
  if (!migration) return vm.snapshotWork?.progress ? `${standing}.saving` : standing;
  if (migration.phase === 'post-copy') return `${standing}.arriving${migration.awaitsRecovery ? '.broken' : ''}`;
  return `${standing}.migrating${migration.parameters.strategy === 'hybrid' ? '.hybrid' : ''}`;
}

function lookOf(vm: VmInventory): Pick<Row, 'icon' | 'colour'> {
  const migration = activeMigration(vm);
  if (migration) return migration.awaitsRecovery ? { icon: 'debug-disconnect', colour: 'failed' } : { icon: 'sync~spin', colour: 'moving' };
  if (vm.snapshotWork?.progress) return { icon: 'save', colour: 'moving' };
  const isWell = vm.lost === null && vm.guestReport?.state !== 'crashed';
  return isWell ? { icon: ICONS[vm.state], colour: vm.state } : { icon: 'error', colour: 'failed' };
}

const ICONS = {
  running: 'vm-running',
  paused: 'debug-pause',
  stopped: 'vm-outline',
} satisfies Record<VmInventory['state'] & RowColour, string>;

/** The migration of a VM that is under way, if any. */
export function activeMigration({ migration }: VmInventory): MigrationInventory | null {
  return migration?.status === 'active' ? migration : null;
}

/** How much of what is known to be needed has been sent, in whole percent; new dirty pages push it back. */
export function migrationPercent({ figures }: MigrationInventory): number {
  const all = figures.transferredBytes + figures.remainingBytes;
  return all === 0 ? 0 : Math.floor((100 * figures.transferredBytes) / all);
}

/** "61 % to beta · round 2". */
export function migrationText(migration: MigrationInventory): string {
  if (migration.awaitsRecovery) return `post-copy paused at ${migrationPercent(migration)} %: waits to be recovered`;
  if (migration.phase === 'mirror') return `to ${migration.to} · mirrors the disk first`;
  const rounds = migration.figures.dirtySyncCount;
  const phase = migration.phase === 'pre-copy' && rounds > 0 ? `round ${rounds}` : migration.phase;
  return `${migrationPercent(migration)} % to ${migration.to} · ${phase}`;
}

/** "running · 1 GiB · 6 000 writes/s". */
export function restingText(vm: VmInventory): string {
  if (vm.lost !== null) return `lost: ${vm.lost}`;
  if (vm.failingOver) return 'its replica is about to run';
  const health = healthText(vm);
  if (health !== null && vm.guestReport?.state === 'crashed') return health;
  const twins = vm.network?.twins ?? [];
  const parts = [vm.state, ...(twins.length === 0 ? [] : [`same address as ${twins.join(', ')}`]), ...(health === null ? [] : [health]), formatBytes(vm.memoryBytes)];
  if (vm.state === 'running') parts.push(activityText(vm));
  return parts.join(' · ');
}

function tooltip(vm: VmInventory): string {
  const facts: (readonly [string, string])[] = [
    ['State', vm.state],
    ...(vm.lost === null ? [] : [['Lost', escapeMarkdown(vm.lost)] as const]),
    ['Host', escapeMarkdown(vm.host)],
    ['Memory', formatBytes(vm.memoryBytes)],
    ...(vm.disk ? [[vm.disk.shared === true ? 'Shared disk' : 'Disk of its own', formatBytes(vm.disk.bytes)] as const] : []),
    ['Guest', guestText(vm.guest)],
    ...guestFacts(vm).map(([name, value]) => [name, escapeMarkdown(value)] as const),
    ...(vm.clients ? [['Clients', `${formatCount(vm.clients.requestsPerSecond)} requests/s`] as const] : []),
    ...networkFacts(vm.network),
    ['Snapshots', String(vm.snapshots.length)],
  ];
  if (vm.migration) facts.push(['Last migration', lastMigrationText(vm.migration)]);
  return `**${escapeMarkdown(vm.name)}**, virtual machine\n\n${factTable(facts)}`;
}

function lastMigrationText(migration: MigrationInventory): string {
  const way = `${escapeMarkdown(migration.from)} → ${escapeMarkdown(migration.to)}`;
  const { downtime, totalTime } = migration.figures;
  switch (migration.status) {
    case 'active':
      return `${way}, under way: ${migrationPercent(migration)} %`;
    case 'completed':
      return `${way}, in ${formatTime(totalTime)}, downtime ${formatTime(downtime ?? 0)}`;
    case 'cancelled':
    case 'failed':
      return `${way}, ${migration.status} after ${formatTime(totalTime)}`;
  }
}
