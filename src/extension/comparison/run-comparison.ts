import type { ComparedRun, RunComparison } from '../../protocol/comparison.ts';
import type { Nanoseconds } from '../../simulator/index.ts';
import { activeMigration } from '../../viewmodel/datacenter/vm-row.ts';
import type { PlannedRun } from '../../viewmodel/migration/comparison-plan.ts';
import { allVms, findVm } from '../util/pick.ts';
import type { WorldClient } from '../world/world-client.ts';

export interface ComparisonPlan {
  readonly vm: string;
  readonly to: string;
  readonly runs: readonly PlannedRun[];
  /** How long each run is given. */
  readonly limit: Nanoseconds;
}

/** What is told while runs are under way, and how they are called off. */
export interface ComparisonWatch {
  readonly begins: (run: PlannedRun, index: number) => void;
  readonly onCallOff: (callOff: () => void) => void;
}

/**
 * Tries migrations of one VM one after the other, each from the state of now on a copy of the world; the world itself is
 * not touched. Undefined where it was called off. Throws one sentence where a migration would be refused.
 */
export async function runComparison(
  world: WorldClient,
  { vm, to, runs, limit }: ComparisonPlan,
  watch: ComparisonWatch,
): Promise<RunComparison | undefined> {
  const { inventory } = world;
  const subject = findVm(inventory, vm);
  if (!subject) throw new Error(`There is no VM "${vm}".`);
  if (activeMigration(subject)) throw new Error(`${vm} is migrating: wait for it, or cancel the migration first.`);
  const leftOut = allVms(inventory).filter((each) => activeMigration(each)).map(({ name }) => name);
  const copy = await world.copy();
  let isCalledOff = false;
  watch.onCallOff(() => {
    isCalledOff = true;
    // Where the worker is gone, so is the copy.
    copy.drop().catch(() => undefined);
  });
  const compared: ComparedRun[] = [];
  try {
    for (const [index, run] of runs.entries()) {
      watch.begins(run, index);
      const { label, parameters } = run;
      compared.push({ ...(await copy.try({ kind: 'vm.migrate', vm, to, parameters }, limit)), label, parameters });
    }
  } catch (error) {
    if (isCalledOff) return undefined;
    throw error;
  } finally {
    await copy.drop();
  }
  const startedAt = compared[0]?.events[0]?.time ?? inventory.time;
  return { vm, from: subject.host, to, memoryBytes: subject.memoryBytes, startedAt, limit, leftOut, runs: compared };
}
