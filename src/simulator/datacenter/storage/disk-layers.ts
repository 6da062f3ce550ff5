import type { Disk } from '../../machine/disk.ts';
import { chainOf, DiskImage, type Layer } from '../../storage/disk-image.ts';
import type { SnapshotNode } from '../../snapshot/snapshot-tree.ts';
import { mergeImage } from '../../storage/merge-image.ts';
import { Refusal, require } from '../refusal.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';

/** The disk of a VM. Refuses where it has none that is modelled. */
export function diskOf({ machine, name }: VirtualMachine): Disk {
  require(machine.disk !== null, () => `Nothing is known of the disk of VM "${name}": create the VM with a disk.`);
  return machine.disk;
}

/** The image that holds the disk at a snapshot; null where the snapshot has none. */
export function imageOf({ state }: SnapshotNode): DiskImage | null {
  return state.disk instanceof DiskImage ? state.disk : null;
}

/** Every layer of a VM's disk once: the chain of the running state first, then what only its snapshots hold. */
export function layersOf(vm: VirtualMachine): readonly Layer[] {
  const layers = new Set<Layer>(vm.machine.disk === null ? [] : chainOf(vm.machine.disk.top));
  for (const node of vm.snapshots.nodes()) {
    const image = imageOf(node);
    // Where a layer is known, so is all below it.
    for (let layer = image; layer !== null && !layers.has(layer); layer = layer.backing) layers.add(layer);
  }
  return [...layers];
}

/** Snapshots of any VM whose disk is this image: a VM that was cloned from a snapshot shares its images. */
export function snapshotsOn(world: World, image: Layer): readonly SnapshotNode[] {
  return [...world.vms.values()].flatMap((vm) => vm.snapshots.nodes().filter((node) => imageOf(node) === image));
}

/** Every image, of any VM, that is read from `base`: itself, and all above it, the lower ones first. */
export function imagesReading(world: World, base: DiskImage): readonly DiskImage[] {
  const every = new Set([...world.vms.values()].flatMap((vm) => layersOf(vm)));
  const depth = (image: DiskImage): number => chainOf<DiskImage>(image).indexOf(base);
  return [...every]
    .filter((layer): layer is DiskImage => layer instanceof DiskImage && depth(layer) !== -1)
    .sort((one, other) => depth(one) - depth(other));
}

/** The image of this name in the VM's disk. Refuses where there is none. */
export function imageNamed(vm: VirtualMachine, name: string): DiskImage {
  const images = layersOf(vm).filter((layer) => layer instanceof DiskImage);
  const found = images.find((image) => image.name === name);
  if (found !== undefined) return found;
  const known = images.length === 0 ? 'It has one image alone.' : `It has: ${images.map((image) => image.name).join(', ')}.`;
  throw new Refusal(`The disk of VM "${vm.name}" has no image "${name}" below the one that is written. ${known}`);
}

/** Refuses to go on from an image that holds garbage. */
export function requireSoundDisk(node: SnapshotNode): void {
  const damage = imageOf(node)?.damage ?? null;
  require(damage === null, () => `The disk of snapshot "${node.name}" holds garbage, since ${damage}: choose another snapshot.`);
}

/** Refuses while a job works on the disk. */
export function requireNoDiskJob({ name, diskJob }: VirtualMachine): void {
  require(
    diskJob === null,
    () => `A ${diskJob?.operation} of the disk of VM "${name}" is under way: wait for it, or cancel it first.`,
  );
}

/**
 * The image of a deleted snapshot is merged into the layers right above it, unless another snapshot has it too.
 * Returns the bytes that this copies.
 */
export function mergeDeleted(world: World, image: DiskImage): number {
  if (snapshotsOn(world, image).length > 0) return 0;
  const every = new Set([...world.vms.values()].flatMap((vm) => layersOf(vm)));
  return mergeImage(image, [...every].filter(({ backing }) => backing === image));
}
