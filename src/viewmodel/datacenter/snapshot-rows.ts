import type { SnapshotInventory, VmInventory } from '../../simulator/index.ts';
import { formatBytes, formatTime } from '../quantities.ts';
import { kindText } from '../snapshot/snapshot-text.ts';
import { escapeMarkdown, factTable } from './markdown.ts';
import type { Row } from './row.ts';

/** So deep the rows of children stand within their parent's; below that they follow it, lest a long chain be out of sight. */
const DEEPEST = 10;

type Children = ReadonlyMap<string | null, readonly SnapshotInventory[]>;

/** The snapshot tree of a VM: children under their parents, and a row for the current position. */
export function snapshotRows(vm: VmInventory): readonly Row[] {
  if (vm.snapshots.length === 0) return [];
  const children = new Map<string | null, SnapshotInventory[]>();
  for (const snapshot of vm.snapshots) {
    const siblings = children.get(snapshot.parent);
    if (siblings) siblings.push(snapshot);
    else children.set(snapshot.parent, [snapshot]);
  }
  return rowsUnder(vm, children, null, 0);
}

/** Rows of what descends from a snapshot, or from the start where `parent` is null. */
function rowsUnder(vm: VmInventory, children: Children, parent: string | null, depth: number): readonly Row[] {
  const here = vm.currentSnapshot === parent ? [hereRow(vm)] : [];
  const own = children.get(parent) ?? [];
  if (depth < DEEPEST) {
    return [...own.map((snapshot) => snapshotRow(vm, snapshot, rowsUnder(vm, children, snapshot.id, depth + 1))), ...here];
  }
  const rows: Row[] = [];
  // A chain may be longer than the stack is deep.
  const ahead = [...own].reverse();
  for (let snapshot = ahead.pop(); snapshot !== undefined; snapshot = ahead.pop()) {
    rows.push(snapshotRow(vm, snapshot, []));
    if (vm.currentSnapshot === snapshot.id) rows.push(hereRow(vm));
    ahead.push(...[...(children.get(snapshot.id) ?? [])].reverse());
  }
  return [...rows, ...here];
}

function snapshotRow(vm: VmInventory, snapshot: SnapshotInventory, children: readonly Row[]): Row {
  const when = `at ${formatTime(snapshot.takenAt)}`;
  const isUsual = snapshot.method === 'copy-on-write' && snapshot.contents !== 'disk' && snapshot.quiesced !== true;
  const description = isUsual ? when : `${when} · ${kindText(snapshot)}`;
  return {
    id: `snapshot/${vm.name}/${snapshot.id}`,
    target: { kind: 'snapshot', vm: vm.name, snapshot: snapshot.id },
    label: snapshot.name,
    description,
    tooltip: tooltip(snapshot),
    icon: snapshot.contents === 'disk' ? 'database' : snapshot.method === 'background' ? 'save' : 'device-camera',
    colour: null,
    context: 'snapshot',
    spoken: `${snapshot.name}, snapshot of ${vm.name}, taken ${description}`,
    children,
  };
}

function hereRow(vm: VmInventory): Row {
  const base = vm.snapshots.find(({ id }) => id === vm.currentSnapshot);
  const since = base ? `"${base.name}"` : 'the start';
  return {
    id: `here/${vm.name}`,
    target: { kind: 'here', vm: vm.name },
    label: 'You are here',
    description: vm.guestReport?.state === 'crashed' ? 'crashed' : vm.state,
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
      ...(snapshot.checksum === undefined ? [] : [['Checksum of the guest', snapshot.checksum] as const]),
      ['Pause of the vCPUs', formatTime(snapshot.pause)],
    ]),
  ].join('\n');
}
