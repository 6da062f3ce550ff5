import { DamagedWorld } from './saved-parts.ts';
import type { SavedDiskImage, SavedHeader, SavedSnapshot, SavedVm } from './saved-world.ts';

/** A VM as it was saved before disks had chains: the number of a table for its disk, and of one for each snapshot's. */
interface ChainlessVm extends Omit<SavedVm, 'disk'> {
  readonly disk?: number;
}

/** A header from before disks had chains: every disk becomes one image that needs no other. */
export function upgradeDisks(header: Partial<SavedHeader>): Partial<SavedHeader> {
  if (header.diskImages !== undefined) return header;
  if (!Array.isArray(header.vms)) throw new DamagedWorld('its header is not complete.');
  const diskImages: SavedDiskImage[] = [];
  const vms = (header.vms as unknown as readonly ChainlessVm[]).map((vm) => upgradeVm(vm, diskImages));
  return { ...header, vms, diskImages };
}

function upgradeVm({ disk, snapshots, ...vm }: ChainlessVm, diskImages: SavedDiskImage[]): SavedVm {
  const imagesMade = snapshots.length + 1;
  return {
    ...vm,
    snapshots: snapshots.map((snapshot) => upgradeSnapshot(snapshot, diskImages)),
    ...(disk !== undefined && { disk: { name: 'base', contents: disk, clusters: null, backing: null, imagesMade } }),
  };
}

function upgradeSnapshot(snapshot: SavedSnapshot, diskImages: SavedDiskImage[]): SavedSnapshot {
  const { disk: contents, id } = snapshot;
  if (contents === undefined) return snapshot;
  return { ...snapshot, disk: diskImages.push({ name: `copy-${id}`, contents, clusters: null, backing: null, damage: null }) - 1 };
}
