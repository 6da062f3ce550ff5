import { RunningProcess } from '../kernel/process.ts';
import type { VirtualFile } from '../machine/drivers/virtual-file.ts';
import { virtualTimeHandler } from '../machine/drivers/virtual-time.ts';
import type { Effect, Process } from '../machine/ports/effect.ts';
import type { MigrationFigures } from '../migration/events.ts';
import type { BackgroundCounters } from '../snapshot/background-report.ts';
import type { SnapshotNode } from '../snapshot/snapshot-tree.ts';
import type { EventBody } from './events.ts';
import { Refusal, require } from './refusal.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 2000;

/** Thrown into a snapshot that is cancelled. */
export class SnapshotCancelled extends Error {
  override readonly name = 'SnapshotCancelled';
}

/** A snapshot or roll back that is to be run. */
export interface Work<Result> {
  /** What is going on, as the beginning of a sentence. */
  readonly description: string;
  readonly mechanism: Process<Result>;
  /** The file that it writes to, in the background. */
  readonly file?: VirtualFile;
  /** The snapshot that it makes; absent for a roll back. */
  readonly snapshot?: string;
  readonly progress?: () => BackgroundCounters;
  /** What the monitor says of it: of one in the background alone. */
  readonly figures?: () => { readonly figures: MigrationFigures };
  readonly succeed: (result: Result) => EventBody;
}

/** Runs a snapshot or roll back to its end, which one event tells of. */
export function perform<Result>(world: World, vm: VirtualMachine, work: Work<Result>): void {
  const { snapshot, file, progress, figures } = work;
  const named = { vm: vm.name, ...(snapshot !== undefined && { snapshot }) };
  const failed = (reason: string): EventBody => ({ kind: 'snapshot.failed', ...named, reason, ...figures?.() });
  const ending = (error: Error): EventBody =>
    error instanceof SnapshotCancelled && snapshot !== undefined
      ? { kind: 'snapshot.cancelled', vm: vm.name, snapshot, ...figures?.() }
      : failed(error.message);
  const handler = virtualTimeHandler({ queue: world.queue, source: vm.machine, ...(file && { file }) });
  const process = new RunningProcess<Effect, Result>(work.mechanism, handler, (end) => {
    vm.snapshotWork = null;
    world.emit(end.ok ? work.succeed(end.value) : ending(end.error));
  });
  vm.snapshotWork = {
    description: work.description,
    interrupt: (error) => {
      process.interrupt(error);
    },
    ...(snapshot !== undefined && { snapshot }),
    ...(progress && { progress }),
    ...(file && { file }),
    whenClosed: failed('VirtLab was closed before it was done.'),
  };
  process.start();
}

/** The snapshot of this id, or a refusal that names those there are. */
export function snapshotOf(vm: VirtualMachine, id: string): SnapshotNode {
  const found = vm.snapshots.get(id);
  if (found !== undefined) return found;
  const ids = vm.snapshots.nodes().map((one) => one.id);
  const shown = ids.length > 20 ? `${ids.slice(0, 20).join(', ')} and ${ids.length - 20} more` : ids.join(', ');
  throw new Refusal(`VM "${vm.name}" has no snapshot "${id}". ${ids.length === 0 ? 'It has none yet.' : `It has: ${shown}.`}`);
}

/** The name without spaces around it. Refuses an empty one, and one that is too long. */
export function checkSnapshotName(name: string): string {
  const trimmed = name.trim();
  require(
    trimmed.length > 0 && trimmed.length <= LONGEST_NAME,
    () => `The name of a snapshot has 1 to ${LONGEST_NAME} characters.`,
  );
  return trimmed;
}

/** The description without spaces around it. Refuses one that is too long. */
export function checkSnapshotDescription(description: string): string {
  const trimmed = description.trim();
  require(
    trimmed.length <= LONGEST_DESCRIPTION,
    () => `The description of a snapshot has at most ${LONGEST_DESCRIPTION} characters, and this one has ${trimmed.length}.`,
  );
  return trimmed;
}
