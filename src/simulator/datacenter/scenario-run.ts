import { milliseconds, type Nanoseconds, NANOSECONDS_PER_SECOND } from '../kernel/time.ts';
import { withSnapshotId } from './agenda.ts';
import type { Command } from './commands.ts';
import { DataCenter } from './data-center.ts';
import { LIMITS } from './limits.ts';
import { disappointments } from './containers/scenario-expectations.ts';
import type { PlacedCommand, Scenario, ScenarioPath, ScenarioProblem } from './scenario.ts';

/** Where neither `until` nor the end of the migrations stops a run, this does. */
export const LONGEST_RUN: Nanoseconds = 3600 * NANOSECONDS_PER_SECOND;

const LOOK_EVERY = milliseconds(100);

/** A command that the world refused, where it stands in the file, and why. */
export interface RefusedCommand {
  readonly path: ScenarioPath;
  readonly command: Command;
  readonly refusal: string;
}

/** A scenario that has been run: the world at its end, and what did not go as the scenario has it. */
export interface ScenarioRun {
  readonly world: DataCenter;
  readonly refused: readonly RefusedCommand[];
  /** Expectations that did not come true, each with its place in the file and one sentence. */
  readonly disappointed: readonly ScenarioProblem[];
  /** True if a migration, or work with a container, was still under way when the run stopped. */
  readonly unfinished: boolean;
}

/** The world of a scenario at time 0, with its commands in store for their times. Throws an error with one sentence if the world refuses a part of it. */
export function buildWorld(scenario: Scenario): DataCenter {
  const world = new DataCenter(scenario.seed);
  const [refused] = applyAll(world, scenario.setup);
  if (refused !== undefined) throw new Error(`${refused.path.join('.')}: ${refused.refusal}`);
  world.plan(scenario.commands);
  return world;
}

/** The whole scenario; refused commands change nothing and are reported. `until` stands in for the scenario's own. */
export function runScenario(scenario: Scenario, until: Nanoseconds | null = scenario.until): ScenarioRun {
  const world = new DataCenter(scenario.seed);
  const refused = applyAll(world, scenario.setup);
  const disappointed: ScenarioProblem[] = [];
  // What is expected at a time is looked at after the commands of that time.
  const open = [...scenario.expectations];
  const lookUntil = (time: Nanoseconds): void => {
    for (let [next] = open; next !== undefined && next.at < time; [next] = open) {
      advanceTo(world, next.at);
      disappointed.push(...disappointments(world, next));
      open.shift();
    }
  };
  for (const timed of scenario.commands) {
    if (until !== null && timed.at > until) break;
    lookUntil(timed.at);
    advanceTo(world, timed.at);
    refused.push(...applyAll(world, [timed]));
  }
  lookUntil(until === null ? Number.POSITIVE_INFINITY : until + 1);
  if (until !== null) advanceTo(world, until);
  while (until === null && isBusy(world) && world.time < LONGEST_RUN) advanceTo(world, world.time + LOOK_EVERY);
  return { world, refused, disappointed, unfinished: isBusy(world) };
}

function applyAll(world: DataCenter, commands: readonly PlacedCommand[]): RefusedCommand[] {
  const refused: RefusedCommand[] = [];
  for (const { path, command } of commands) {
    const outcome = world.apply(withSnapshotId(command, snapshotsIn(world)));
    if (!outcome.ok) refused.push({ path, command, refusal: outcome.refusal });
  }
  return refused;
}

function advanceTo(world: DataCenter, time: Nanoseconds): void {
  while (time > world.time) {
    const nanoseconds = Math.min(time - world.time, LIMITS.advanceNanoseconds.most);
    const outcome = world.apply({ kind: 'world.advance', nanoseconds });
    if (!outcome.ok) throw new Error(outcome.refusal);
  }
}

function isBusy(world: DataCenter): boolean {
  const containers = world.inventory().hosts.flatMap((host) => host.containers ?? []);
  return allVms(world).some(({ migration }) => migration?.status === 'active') || containers.some(({ work }) => work !== undefined);
}

function snapshotsIn(world: DataCenter) {
  return (name: string) => allVms(world).find((vm) => vm.name === name)?.snapshots;
}

function allVms(world: DataCenter) {
  return world.inventory().hosts.flatMap(({ vms }) => vms);
}
