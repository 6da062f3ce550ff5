import { CLUSTER_BYTES } from '../../storage/cluster-set.ts';
import { showBytes } from '../limits.ts';
import { require } from '../refusal.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';

/** Whether the disk of a VM lies on the storage that all hosts share. */
export function isShared({ settings }: VirtualMachine): boolean {
  return settings.disk?.shared === true;
}

/**
 * Refuses a job on a disk whose storage does not work, or has no room for the clusters that it may write. What the images
 * of disks take is not counted in what is free, but no job writes more than that.
 */
export function requireStorage({ storage }: World, vm: VirtualMachine, operation: string, clusters: number): void {
  if (!isShared(vm)) return;
  const { works, freeBytes } = storage.settings;
  const bytes = clusters * CLUSTER_BYTES;
  require(works, () => 'The shared storage, where the disk is, does not work: repair it first.');
  require(bytes <= freeBytes, () => `The ${operation} may write ${showBytes(bytes)} more, and the shared storage has ${showBytes(freeBytes)} free: make room first.`);
}
