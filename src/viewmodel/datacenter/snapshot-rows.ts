import type { SnapshotInventory, VmInventory } from '../../simulator/index.ts';
import { formatBytes, formatTime } from '../quantities.ts';
import { kindText } from '../snapshot/snapshot-text.ts';
import { escapeMarkdown, factTable } from './markdown.ts';
import type { Row } from './row.ts';

/** The snapshot tree of a VM: children under their parents, and a row for the current position. */
export function snapshotRows(vm: VmInventory): readonly Row[] {
  return vm.snapshots.length === 0 ? [] : childrenOf(vm, null);
}

/** Children of a snapshot, or of the start where `parent` is null. */
function childrenOf(vm: VmInventory, parent: string | null): readonly Row[] {
  const rows = vm.snapshots
    .filter((snapshot) => snapshot.parent === parent)
    .map((snapshot) => snapshotRow(vm, snapshot));
  return vm.currentSnapshot === parent ? [...rows, hereRow(vm)] : rows;
}

function snapshotRow(vm: VmInventory, snapshot: SnapshotInventory): Row {
  const when = `at ${formatTime(snapshot.takenAt)}`;
  return {
    id: `snapshot/${vm.name}/${snapshot.id}`,
    target: { kind: 'snapshot', vm: vm.name, snapshot: snapshot.id },
    label: snapshot.name,
    description: when,
    tooltip: tooltip(snapshot),
    icon: 'device-camera',
    colour: null,
    context: 'snapshot',
    spoken: `${snapshot.name}, snapshot of ${vm.name}, taken ${when}`,
    children: childrenOf(vm, snapshot.id),
  };
}

function hereRow(vm: VmInventory): Row {
  const base = vm.snapshots.find(({ id }) => id === vm.currentSnapshot);
  const since = base ? `"${base.name}"` : 'the start';
  return {
    id: `here/${vm.name}`,
    target: { kind: 'here', vm: vm.name },
    label: 'You are here',
    description: vm.state,
    tooltip: `The present state of **${escapeMarkdown(vm.name)}**. It goes on from ${escapeMarkdown(since)}; rolling back replaces it.`,
    icon: 'location',
    colour: 'here',
    context: 'here',
    spoken: `You are here: the present state of ${vm.name} goes on from ${since}`,
    children: [],
  };
}

function tooltip(snapshot: SnapshotInventory): string {
  return [
    `**${escapeMarkdown(snapshot.name)}**, snapshot\n`,
    ...(snapshot.description === '' ? [] : [`${escapeMarkdown(snapshot.description)}\n`]),
    factTable([
      ['Taken at', formatTime(snapshot.takenAt)],
      ['Kind', kindText(snapshot)],
      ...(snapshot.fileBytes === undefined ? [] : [['File', formatBytes(snapshot.fileBytes)] as const]),
      ['Pause of the vCPUs', formatTime(snapshot.pause)],
    ]),
  ].join('\n');
}
