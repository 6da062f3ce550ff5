import type { VmInventory } from '../../simulator/index.ts';
import { argumentsOf, textOf } from '../util/arguments.ts';
import { pickVm } from '../util/pick.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { TimelineView } from './timeline-view.ts';

/**
 * Shows the snapshots of a VM side by side on the timeline: how long each stopped it, what it copied, and what it cost
 * later. Argument: `vm` (asks where not given). Returns the VM, or undefined.
 */
export async function showSnapshots(view: TimelineView, world: WorldClient, raw: unknown): Promise<string | undefined> {
  const given = textOf(argumentsOf(raw, () => undefined), 'vm');
  const hasSnapshots = ({ snapshots, snapshotWork }: VmInventory): boolean => snapshots.length > 0 || snapshotWork !== undefined;
  const vm = given ?? (await pickVm(world.inventory, hasSnapshots, 'Show the snapshots of which VM?', 'No VM has a snapshot yet. Take one first.'));
  if (vm === undefined) return undefined;
  view.showSnapshots(vm);
  await view.reveal(raw !== undefined);
  return vm;
}
