import type { VmInventory } from '../../simulator/index.ts';
import type { IntervalComparison } from '../../viewmodel/replication/interval-trials.ts';
import { pickContainer } from '../container/container-question.ts';
import { argumentsOf, isRecord, textOf } from '../util/arguments.ts';
import { pickVm } from '../util/pick.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { ShownAside } from './shown-aside.ts';
import type { TimelineView } from './timeline-view.ts';

/** How the VM is asked for where none is given. */
interface Question {
  readonly fits: (vm: VmInventory) => boolean;
  readonly prompt: string;
  readonly none: string;
}

/**
 * Shows the snapshots of a VM side by side on the timeline: how long each stopped it, what it copied, and what it cost
 * later. Argument: `vm` (asks where not given). Returns the VM, or undefined.
 */
export function showSnapshots(view: TimelineView, world: WorldClient, raw: unknown): Promise<string | undefined> {
  const question = {
    fits: ({ snapshots, snapshotWork }: VmInventory) => snapshots.length > 0 || snapshotWork !== undefined,
    prompt: 'Show the snapshots of which VM?',
    none: 'No VM has a snapshot yet. Take one first.',
  };
  return show(view, world, raw, question, (vm) => ({ kind: 'snapshots', vm }));
}

/**
 * Shows the replication of a VM on the timeline: its checkpoints, what they cost and what clients saw. Arguments: `vm`
 * (asks where not given), and `comparison` of intervals to show with it. Returns the VM, or undefined.
 */
export function showReplication(view: TimelineView, world: WorldClient, raw: unknown): Promise<string | undefined> {
  const question = {
    fits: ({ replication }: VmInventory) => replication !== undefined,
    prompt: 'Show the replication of which VM?',
    none: 'No VM is replicated. Replicate one first.',
  };
  const comparison = isRecord(raw) && isRecord(raw['comparison']) ? (raw['comparison'] as unknown as IntervalComparison) : null;
  return show(view, world, raw, question, (vm) => ({ kind: 'replication', vm, comparison }));
}

/**
 * Shows the jobs on the disk of a VM side by side on the timeline: how long each took and what came of it. Argument: `vm`
 * (asks where not given). Returns the VM, or undefined.
 */
export function showDiskJobs(view: TimelineView, world: WorldClient, raw: unknown): Promise<string | undefined> {
  const question = { fits: ({ disk }: VmInventory) => disk !== undefined, prompt: 'Show the disk jobs of which VM?', none: 'No VM has a disk. Create one that has.' };
  return show(view, world, raw, question, (vm) => ({ kind: 'disk-jobs', vm }));
}

/**
 * Shows the checkpoints and restores of a container side by side on the timeline: when it stood still, what was copied when.
 * Arguments: `container`, or a `checkpoint` of it (asks where neither is given). Returns the container, or undefined.
 */
export async function showCheckpoints(view: TimelineView, world: WorldClient, raw: unknown): Promise<string | undefined> {
  const given = argumentsOf(raw, () => undefined);
  const checkpoint = world.inventory.checkpoints?.find(({ name }) => name === textOf(given, 'checkpoint'));
  const container = textOf(given, 'container') ?? checkpoint?.container
    ?? (await pickContainer(world.inventory, () => true, 'Show the checkpoints of which container?', 'There is no container. Create one first.'));
  if (container === undefined) return undefined;
  view.showAside({ kind: 'checkpoints', container });
  await view.reveal(raw !== undefined);
  return container;
}

async function show(
  view: TimelineView, world: WorldClient, raw: unknown, { fits, prompt, none }: Question, aside: (vm: string) => ShownAside,
): Promise<string | undefined> {
  const vm = textOf(argumentsOf(raw, () => undefined), 'vm') ?? (await pickVm(world.inventory, fits, prompt, none));
  if (vm === undefined) return undefined;
  view.showAside(aside(vm));
  await view.reveal(raw !== undefined);
  return vm;
}
