import { copyDisk } from '../../storage/jobs/copy-disk.ts';
import { rebase, rebaseUnsafely } from '../../storage/jobs/rebase.ts';
import { stream } from '../../storage/jobs/stream.ts';
import { clustersOfAll } from '../../storage/clusters.ts';
import { chainOf, DiskImage, layersAbove } from '../../storage/disk-image.ts';
import type { CommandOf } from '../commands.ts';
import { LIMITS, requireWithin } from '../limits.ts';
import { require } from '../refusal.ts';
import { requireUp } from '../room.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import { requireAtRest } from '../vm-commands.ts';
import type { World } from '../world.ts';
import { planCommit } from './commit-disk.ts';
import { DiskJob, type DiskJobPlan } from './disk-job.ts';
import { diskOf, imageNamed, requireNoDiskJob } from './disk-layers.ts';
import { isShared, requireStorage } from './job-storage.ts';

/** The commands on the backing chain of a VM's disk. */
export type DiskCommand = CommandOf<'disk.overlay' | 'disk.commit' | 'disk.stream' | 'disk.rebase' | 'disk.copy' | 'disk.cancelJob'>;

/** Works on the backing chain of a VM's disk. What copies takes time, in which the guest runs on. */
export function applyDiskCommand(world: World, command: DiskCommand): void {
  const vm = world.vm(command.vm);
  if (command.kind === 'disk.cancelJob') {
    const { diskJob } = vm;
    require(diskJob !== null, () => `No job works on the disk of VM "${vm.name}", so there is nothing to cancel.`);
    diskJob.cancel();
    return;
  }
  diskOf(vm);
  requireAtRest(vm);
  requireNoDiskJob(vm);
  requireUp(world, vm.host);
  vm.machine.catchUp();
  switch (command.kind) {
    case 'disk.overlay':
      return putOverlay(world, vm);
    case 'disk.commit':
      return startJob(world, vm, planCommit(world, vm, command, speedFor(world, vm, command.bytesPerSecond)));
    case 'disk.stream':
      return startJob(world, vm, planStream(world, vm, command));
    case 'disk.rebase':
      return rebaseDisk(world, vm, command);
    case 'disk.copy': {
      const bytesPerSecond = speedFor(world, vm, command.bytesPerSecond);
      requireStorage(world, vm, 'copy', diskOf(vm).allocatedCount);
      const name = diskOf(vm).newName('copy');
      return startJob(world, vm, { operation: 'copy', base: null, bytesPerSecond, job: (context) => copyDisk(context, name) });
    }
  }
}

/** What a copy within this VM's storage reads and writes in a second. */
export function storageRate(world: World, vm: VirtualMachine): number {
  return isShared(vm) ? world.storage.settings.bytesPerSecond : vm.machine.costs.diskBytesPerSecond;
}

/** The storage's rate, or less where a cap is asked for (QEMU: `speed` of a block job). */
function speedFor(world: World, vm: VirtualMachine, cap: number | undefined): number {
  if (cap !== undefined) requireWithin('The speed of a job, in bytes a second,', cap, LIMITS.diskJobBytesPerSecond);
  return Math.min(storageRate(world, vm), cap ?? Number.POSITIVE_INFINITY);
}

function putOverlay(world: World, vm: VirtualMachine): void {
  const disk = diskOf(vm);
  const { name: backing } = disk.freeze();
  world.emit({ kind: 'disk.overlay-created', vm: vm.name, image: disk.top.name, backing });
}

function planStream(world: World, vm: VirtualMachine, command: CommandOf<'disk.stream'>): DiskJobPlan {
  const { top } = diskOf(vm);
  const base = command.base === undefined ? null : imageNamed(vm, command.base);
  require(top.backing !== null, () => `Image "${top.name}" of VM "${vm.name}" has no backing image, so there is nothing to stream into it.`);
  require(
    base === null || chainOf(top).includes(base),
    () => `Image "${base?.name}" is not in the chain below "${top.name}": ${chainSentence(vm)}`,
  );
  require(
    layersAbove(top, base).length > 1,
    () => `Nothing lies between "${top.name}" and "${base?.name}", so there is nothing to stream: choose a lower image, or none.`,
  );
  const bytesPerSecond = speedFor(world, vm, command.bytesPerSecond);
  requireStorage(world, vm, 'stream', clustersOfAll(layersAbove(top, base).slice(1)).countBeyond(top.clusters));
  return { operation: 'stream', base: base?.name ?? null, bytesPerSecond, job: (context) => stream(context, base) };
}

function rebaseDisk(world: World, vm: VirtualMachine, command: CommandOf<'disk.rebase'>): void {
  const disk = diskOf(vm);
  const { top } = disk;
  // qemu-img(1): "Never use qemu-img to modify images in use by a running virtual machine."
  require(vm.state === 'stopped', () => `VM "${vm.name}" is ${vm.state}, and a rebase must not touch an image in use: stop the VM first.`);
  const onto = command.onto === undefined ? null : imageNamed(vm, command.onto);
  require(onto !== top.backing, () => `Image "${top.name}" has ${onto === null ? 'no backing image' : `"${onto.name}" as its backing image`} already, so there is nothing to rebase.`);
  require(onto === null || onto.damage === null, () => `Image "${onto?.name}" holds garbage, since ${onto?.damage}: choose another one.`);
  if (command.unsafe === true) {
    rebaseUnsafely(disk, onto);
    world.emit({ kind: 'disk.rebased', vm: vm.name, image: top.name, backing: onto?.name ?? null });
    return;
  }
  const bytesPerSecond = speedFor(world, vm, command.bytesPerSecond);
  // How much differs is known only when it was read.
  requireStorage(world, vm, 'rebase', 0);
  startJob(world, vm, { operation: 'rebase', base: onto?.name ?? null, bytesPerSecond, job: (context) => rebase(context, onto) });
}

function startJob(world: World, vm: VirtualMachine, plan: DiskJobPlan): void {
  const { operation, base, bytesPerSecond } = plan;
  const job = new DiskJob(world, vm, plan);
  vm.diskJob = job;
  world.emit({ kind: 'disk.job-started', vm: vm.name, operation, image: diskOf(vm).top.name, base, bytesPerSecond });
  job.start();
}

/** "The chain is overlay-2, overlay-1, disk." */
function chainSentence(vm: VirtualMachine): string {
  const [top, ...below] = chainOf(diskOf(vm).top);
  return `the chain is ${[top, ...below].map(({ name }) => name).join(', ')}${below.some((image) => image instanceof DiskImage) ? '; choose one below the first' : ''}.`;
}
