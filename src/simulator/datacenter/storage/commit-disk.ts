import { commit } from '../../storage/jobs/commit.ts';
import { clustersOfAll } from '../../storage/clusters.ts';
import { chainOf, type DiskImage, layersAbove, type Layer } from '../../storage/disk-image.ts';
import { damageImage } from '../../storage/merge-image.ts';
import type { CommandOf } from '../commands.ts';
import { require } from '../refusal.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import type { DiskJobPlan } from './disk-job.ts';
import { diskOf, imageNamed, imagesReading, snapshotsOn } from './disk-layers.ts';
import { requireStorage } from './job-storage.ts';

/**
 * Whether the top can be committed, and into what. The base changes its content, so whatever else reads from it,
 * snapshots and the images between, holds garbage afterwards; that has to be asked for.
 */
export function planCommit(
  world: World,
  vm: VirtualMachine,
  { base: name, keepTop = false, force = false }: CommandOf<'disk.commit'>,
  bytesPerSecond: number,
): DiskJobPlan {
  const { top } = diskOf(vm);
  require(
    (vm.network?.commit ?? null) === null,
    () => `VM "${vm.name}" goes back to checkpoints that need the images as they are: switch its output commit off first.`,
  );
  const base = name === undefined ? top.backing : imageNamed(vm, name);
  require(base !== null, () => `Image "${top.name}" of VM "${vm.name}" has no backing image, so there is nothing to commit it into.`);
  const chain: readonly Layer[] = chainOf(top);
  require(chain.includes(base), () => `Image "${base.name}" is not below "${top.name}" in its chain: choose one of ${chain.slice(1).map((each) => each.name).join(', ')}.`);
  require(
    !keepTop || base === top.backing,
    () => `A commit into "${base.name}" makes garbage of what lies between, so "${top.name}" cannot stay on it: leave keepTop out, or commit into "${top.backing?.name}".`,
  );
  const [other] = othersOn(world, vm, base);
  // QEMU's lock on an image in use (block/file-posix.c): nothing forces it.
  require(other === undefined, () => `VM "${other?.name}" reads from "${base.name}" too, and would read garbage: stream its disk all the way down first.`);
  const held = imagesReading(world, base).flatMap((image) => snapshotsOn(world, image));
  require(
    force || held.length === 0,
    () => `A commit into "${base.name}" makes garbage of the disk of ${list(held.map((node) => `"${node.name}"`))}: delete ${held.length === 1 ? 'that snapshot' : 'those snapshots'} first, stream instead, or force it.`,
  );
  requireStorage(world, vm, 'commit', clustersOfAll(layersAbove(top, base)).countBeyond(base.clusters));
  const reading = imagesReading(world, base).filter((image) => image !== base || held.some((node) => node.state.disk === base));
  const damage = `${top.name} was committed into ${base.name}`;
  const before = new Map(reading.map((image) => [image, image.damage]));
  for (const image of reading) image.damage = damage;
  return {
    operation: 'commit',
    base: base.name,
    bytesPerSecond,
    job: (context) => commit(context, base, keepTop ? 'emptied' : 'dropped'),
    ended: (copiedBytes, completed) => {
      // Where the top is dropped, the guest writes into the base from now on, though nothing was copied into it.
      if (copiedBytes > 0 || (completed && !keepTop)) return damageReaders(world, base, reading, damage);
      for (const [image, was] of before) image.damage = was;
      return [];
    },
  };
}

/** Other VMs whose running state is read from this image: clones, or what they were cloned from. */
function othersOn(world: World, vm: VirtualMachine, base: DiskImage): readonly VirtualMachine[] {
  return [...world.vms.values()].filter((each) => each !== vm && each.machine.disk !== null && chainOf<Layer>(each.machine.disk.top).includes(base));
}

/** What still reads from the base reads what is in it now. Returns the names of those that somebody still has. */
function damageReaders(world: World, base: DiskImage, reading: readonly DiskImage[], damage: string): readonly string[] {
  for (const image of reading) {
    if (image === base) base.damage ??= damage;
    else damageImage(image, damage);
  }
  const kept = new Set(imagesReading(world, base));
  return reading.filter((image) => kept.has(image)).map((image) => image.name);
}

function list(words: readonly string[]): string {
  return words.length === 1 ? `snapshot ${words[0]}` : `snapshots ${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
