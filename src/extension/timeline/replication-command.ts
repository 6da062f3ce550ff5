import type { VmInventory } from '../../simulator/index.ts';
import type { IntervalComparison } from '../../viewmodel/replication/interval-trials.ts';
import { argumentsOf, isRecord, textOf } from '../util/arguments.ts';
import { pickVm } from '../util/pick.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { TimelineView } from './timeline-view.ts';

/**
 * Shows the replication of a VM on the timeline: its checkpoints, what they cost and what clients saw. Arguments: `vm`
 * (asks where not given), and `comparison` of intervals to show with it. Returns the VM, or undefined.
 */
export async function showReplication(view: TimelineView, world: WorldClient, raw: unknown): Promise<string | undefined> {
  const given = textOf(argumentsOf(raw, () => undefined), 'vm');
  const isReplicated = ({ replication }: VmInventory): boolean => replication !== undefined;
  const vm = given ?? (await pickVm(world.inventory, isReplicated, 'Show the replication of which VM?', 'No VM is replicated. Replicate one first.'));
  if (vm === undefined) return undefined;
  const comparison = isRecord(raw) && isRecord(raw['comparison']) ? (raw['comparison'] as unknown as IntervalComparison) : null;
  view.showReplication({ vm, comparison });
  await view.reveal(raw !== undefined);
  return vm;
}
