import type { Appointment } from '../kernel/event-queue.ts';
import { milliseconds, type Nanoseconds, seconds } from '../kernel/time.ts';
import { countDifferingPages } from '../memory/difference.ts';
import { PAGE_BYTES } from '../memory/page.ts';
import type { PageTableImage } from '../memory/page-table.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** Times after a snapshot at which its later cost is told: most pages are copied early, so the looks get rarer. */
const LOOKS: readonly Nanoseconds[] = [...[10, 20, 50, 100, 200, 500].map(milliseconds), ...[1, 2, 5].map(seconds)];

/** A snapshot by copy on write whose later cost is being told. */
export interface CopyWatch {
  readonly snapshot: string;
  readonly began: Nanoseconds;
}

/** A watch with the look that comes next. */
export interface PlannedWatch extends CopyWatch {
  readonly appointment: Appointment;
}

/**
 * What copy on write puts off: the first write to each page after a snapshot copies it. Tells at some times after the
 * snapshot how many pages that has been, as long as the guest goes on from there.
 */
export function watchCopies(world: World, vm: VirtualMachine, watch: CopyWatch): void {
  stopWatchingCopies(vm);
  const after = LOOKS.find((time) => watch.began + time > world.queue.now);
  const memory = vm.snapshots.get(watch.snapshot)?.state.memory;
  if (after === undefined || !memory || !goesOn(vm, watch)) return;
  const appointment = world.queue.at(watch.began + after, () => {
    vm.copyWatch = null;
    if (!goesOn(vm, watch)) return;
    vm.machine.catchUp();
    const copiedPages = countDifferingPages(memory as PageTableImage, vm.machine.captureMemory());
    world.emit({
      kind: 'snapshot.copied', vm: vm.name, snapshot: watch.snapshot, after, copiedPages, copiedBytes: copiedPages * PAGE_BYTES,
    });
    watchCopies(world, vm, watch);
  });
  vm.copyWatch = { ...watch, appointment };
}

/** Tells no more of the snapshot that is watched, if there is one. */
export function stopWatchingCopies(vm: VirtualMachine): void {
  vm.copyWatch?.appointment.cancel();
  vm.copyWatch = null;
}

/** What is being told of, as data, to go on with after a restore. */
export function copyWatchOf(vm: VirtualMachine): CopyWatch | null {
  const watch = vm.copyWatch;
  return watch !== null && goesOn(vm, watch) ? { snapshot: watch.snapshot, began: watch.began } : null;
}

/** Whether what the VM does now still descends from this snapshot directly. */
function goesOn(vm: VirtualMachine, { snapshot }: CopyWatch): boolean {
  return vm.snapshots.current === snapshot && vm.state === 'running' && vm.activeMigration === null;
}
