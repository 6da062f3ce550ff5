import type { PageTableImage } from '../memory/page-table.ts';
import { clustersOfAll } from '../storage/clusters.ts';
import { chainOf, type DiskImage } from '../storage/disk-image.ts';
import type { ExportedHeader, ExportedSnapshot } from './exported-snapshot.ts';
import { type PartCollection, PartNumbers } from './part-numbers.ts';
import { snapshotOf } from './snapshot-work.ts';
import { requireSoundDisk } from './storage/disk-layers.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** A snapshot for a file of its own. Throws a `Refusal` where there is no such snapshot, or its disk holds garbage. */
export function exportSnapshot(vm: VirtualMachine, id: string): ExportedSnapshot {
  const node = snapshotOf(vm, id);
  requireSoundDisk(node);
  const { name, description, method, contents = 'machine', quiesced = false, wasRunning, takenAt, pause, state } = node;
  const parts = new PartNumbers({ tables: new Map(), states: new Map() }).gather();
  const header: ExportedHeader = {
    settings: vm.settings,
    facts: { name, description, method, contents, quiesced, wasRunning, takenAt, pause },
    memory: state.memory && parts.table(state.memory as PageTableImage),
    device: state.device && parts.state(state.device),
    disk: state.disk && exportDisk(state.disk as DiskImage, parts),
  };
  return { version: 1, header: JSON.stringify(header), ...parts.parts };
}

function exportDisk(image: DiskImage, parts: PartCollection): ExportedHeader['disk'] {
  return { contents: parts.table(image.contents), clusters: parts.state(clustersOfAll(chainOf(image)).toBytes()) };
}
