import { PAGE_BYTES, type SnapshotInventory, type SnapshotMethod, type VmInventory } from '../../simulator/index.ts';
import { formatBytes, formatCount, formatTime } from '../quantities.ts';

const METHOD_NAMES: Readonly<Record<SnapshotMethod, string>> = {
  'copy-on-write': 'copy on write',
  'full-copy': 'full copy',
  background: 'in the background, to a file',
};

/** What kind of snapshot it is, in a few words: "disk only, crash-consistent". */
export function kindText({ method, contents, quiesced }: Pick<SnapshotInventory, 'method' | 'contents' | 'quiesced'>): string {
  if (contents === 'disk') return `disk only, ${quiesced === true ? 'quiesced' : 'crash-consistent'}`;
  return `${METHOD_NAMES[method]}${quiesced === true ? ', quiesced' : ''}`;
}

/** How far a background snapshot is, in whole percent; null where none is under way. */
export function savedPercent({ snapshotWork }: VmInventory): number | null {
  const progress = snapshotWork?.progress;
  if (!progress) return null;
  const all = progress.savedPages + progress.remainingPages;
  return all === 0 ? 0 : Math.floor((100 * progress.savedPages) / all);
}

/** "42 % saved · 1.2 GiB to go · 318 write faults"; null where no background snapshot is under way. */
export function savingText(vm: VmInventory): string | null {
  const progress = vm.snapshotWork?.progress;
  if (!progress) return null;
  const faults = progress.writeFaults === 0 ? '' : ` · ${formatCount(progress.writeFaults)} write faults`;
  return `${savedPercent(vm)} % saved · ${formatBytes(progress.remainingPages * PAGE_BYTES)} to go${faults}`;
}

/** What is gone with a snapshot that is deleted, in one or two sentences. */
export function lossText(vm: VmInventory, snapshot: SnapshotInventory): string {
  const children = vm.snapshots.filter(({ parent }) => parent === snapshot.id).length;
  const heirs = children === 0 || !vm.disk ? '' : ` What it has of the disk goes over to ${children === 1 ? 'the snapshot' : `the ${children} snapshots`} taken after it, which ${children === 1 ? 'stays' : 'stay'} as ${children === 1 ? 'it is' : 'they are'}.`;
  const file = snapshot.fileBytes === undefined ? '' : ` Its file of ${formatBytes(snapshot.fileBytes)} is deleted.`;
  return `The state of ${vm.name} at ${formatTime(snapshot.takenAt)} is gone for good: you can no longer roll back to it. Export it first to keep it.${heirs}${file}`;
}
