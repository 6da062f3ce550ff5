import type { SnapshotContents, SnapshotMethod, VmInventory } from '../../simulator/index.ts';
import { type Choice, pick } from '../util/pick.ts';

/** What a snapshot is to be of, and how it is taken. */
export interface SnapshotKind {
  readonly method?: SnapshotMethod;
  readonly contents?: SnapshotContents;
  readonly quiesce?: boolean;
}

/** Asks what kind of snapshot it is to be; offers only what the VM can have now. */
export function pickSnapshotKind(vm: VmInventory): Promise<SnapshotKind | undefined> {
  return pick(choicesFor(vm), `What kind of snapshot of ${vm.name}?`);
}

function choicesFor({ state, disk }: VmInventory): readonly Choice<SnapshotKind>[] {
  const whole: readonly Choice<SnapshotKind>[] = [
    { label: '$(device-camera) Copy on write', description: 'the usual way', detail: 'Pauses for CPU and devices alone; a page is copied when it is next written.', value: { method: 'copy-on-write' } },
    { label: '$(copy) Full copy', description: 'the naive way', detail: 'The VM stands still while all of its memory and disk is copied.', value: { method: 'full-copy' } },
    { label: '$(save) In the background, to a file', description: 'QEMU: background-snapshot', detail: 'Goes to a file while the VM runs; a page it is about to write is saved first.', value: { method: 'background' } },
  ];
  const quiesced: readonly Choice<SnapshotKind>[] = [
    { label: '$(shield) Copy on write, quiesced', description: 'memory and disk', detail: 'The guest first writes to its disk what it has only in memory.', value: { quiesce: true } },
  ];
  const diskOnly: readonly Choice<SnapshotKind>[] = [
    { label: '$(database) Disk only', description: 'crash-consistent', detail: 'Without memory: going back to it is like a loss of power at this moment.', value: { contents: 'disk' } },
  ];
  const diskQuiesced: readonly Choice<SnapshotKind>[] = [
    { label: '$(database) Disk only, quiesced', description: 'consistent for the guest', detail: 'The guest first writes to its disk what it has only in memory.', value: { contents: 'disk', quiesce: true } },
  ];
  return [
    ...(state === 'stopped' ? [] : whole),
    ...(state === 'running' && disk ? quiesced : []),
    ...(disk ? diskOnly : []),
    ...(state === 'running' && disk ? diskQuiesced : []),
  ];
}
