import { CLUSTER_BYTES } from '../../storage/cluster-set.ts';
import { chainOf, DiskImage, type Layer } from '../../storage/disk-image.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import { storageRate } from './disk-commands.ts';
import type { DiskOperation } from './disk-job.ts';
import { imageOf, layersOf } from './disk-layers.ts';

/** One image of a VM's disk. */
export interface DiskImageInventory {
  readonly name: string;
  readonly backing: string | null;
  /** Bytes of the clusters that it has of its own. */
  readonly ownBytes: number;
  /** Bytes of its file: its clusters, the tables that lead to them, and the header. */
  readonly fileBytes: number;
  /** Ids of the snapshots that hold it. */
  readonly snapshots: readonly string[];
  /** Why it holds garbage, as the end of a sentence; null while it can be trusted. */
  readonly damage: string | null;
}

/** A job on a disk, as `query-block-jobs` shows it. */
export interface DiskJobInventory {
  readonly operation: DiskOperation;
  readonly base: string | null;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
  /** For what is left, if the guest writes nothing more. */
  readonly remainingNanoseconds: number;
}

/** The images of a VM's disk, and the job that works on them. */
export interface DiskChainInventory {
  /** Every image: the chain of the running state from the top down, then what only snapshots hold. */
  readonly images: readonly DiskImageInventory[];
  /** How many of them are the chain of the running state. */
  readonly depth: number;
  /** Bytes of all clusters that the chain has: what a whole copy copies. */
  readonly allocatedBytes: number;
  /** What its storage reads and writes again in a second. */
  readonly bytesPerSecond: number;
  readonly job: DiskJobInventory | null;
}

/** The disk of a VM as plain data; null where nothing is known of it. */
export function diskChainInventory(world: World, vm: VirtualMachine): DiskChainInventory | null {
  const { disk } = vm.machine;
  if (disk === null) return null;
  return {
    images: imagesOf(vm),
    depth: chainOf(disk.top).length,
    allocatedBytes: disk.allocatedCount * CLUSTER_BYTES,
    bytesPerSecond: storageRate(world, vm),
    job: jobInventory(vm),
  };
}

function imagesOf(vm: VirtualMachine): readonly DiskImageInventory[] {
  const holders = new Map<Layer, string[]>();
  for (const node of vm.snapshots.nodes()) {
    const image = imageOf(node);
    if (image !== null) holders.set(image, [...(holders.get(image) ?? []), node.id]);
  }
  return layersOf(vm).map((layer) => imageInventory(layer, holders.get(layer) ?? []));
}

function imageInventory(layer: Layer, snapshots: readonly string[]): DiskImageInventory {
  const { name, backing, clusters } = layer;
  return {
    name,
    backing: backing?.name ?? null,
    ownBytes: clusters.count * CLUSTER_BYTES,
    // The header, the first-level table, and what counts references take a cluster each (qcow2.txt).
    fileBytes: (clusters.count + clusters.tableCount + 4) * CLUSTER_BYTES,
    snapshots,
    damage: layer instanceof DiskImage ? layer.damage : null,
  };
}

function jobInventory({ diskJob }: VirtualMachine): DiskJobInventory | null {
  if (diskJob === null) return null;
  const { operation, base, bytesPerSecond, progress, remainingTime } = diskJob;
  return { operation, base, ...progress, bytesPerSecond, remainingNanoseconds: remainingTime };
}
