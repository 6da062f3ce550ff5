import {
  buildWorld,
  type DataCenter,
  type Inventory,
  type MigrationFigures,
  milliseconds,
  type MigrationParameters,
  type Nanoseconds,
  PAGE_BYTES,
  parseScenario,
  seconds,
  type WorldEvent,
} from '../simulator/index.ts';
import { readJson } from './json-text.ts';
import type { RevealMigration } from './lab-pack.ts';

/** One round of a migration that was really simulated. */
export interface RevealedRound {
  /** 1 is the first; null for the last copy, while the VM stands still. */
  readonly round: number | null;
  /** Pages to be sent in it: all of them in the first, then those dirtied meanwhile. */
  readonly pages: number;
  readonly bytes: number;
  readonly duration: Nanoseconds;
}

export interface Revealed {
  readonly rounds: readonly RevealedRound[];
  /** Rounds while the VM ran: the answer to "how many rounds?". */
  readonly liveRounds: number;
  readonly figures: MigrationFigures;
  /** Below so many bytes the VM could be stopped, as measured at the end. */
  readonly thresholdBytes: number;
}

const LONGEST: Nanoseconds = seconds(600);
const LOOK_EVERY: Nanoseconds = milliseconds(100);

/** Simulates the migration in the lab's world as it is at the start. Throws one sentence where that cannot be done. */
export function simulateReveal(scenarioText: string, { vm, to, ...limits }: RevealMigration): Revealed {
  const world = worldOf(scenarioText);
  const outcome = world.apply({ kind: 'vm.migrate', vm, to, parameters: parametersOf(limits) });
  if (!outcome.ok) throw new Error(outcome.refusal);
  while (isMigrating(world.inventory(), vm) && world.time < LONGEST) {
    world.apply({ kind: 'world.advance', nanoseconds: LOOK_EVERY });
  }
  return summarise(world.trace);
}

function worldOf(scenarioText: string): DataCenter {
  const json = readJson(scenarioText);
  if (!json.ok) throw new Error(json.problems[0]?.message ?? 'The scenario is not JSON.');
  const parsed = parseScenario(json.value.value);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' '));
  return buildWorld(parsed.scenario);
}

function parametersOf(limits: Omit<RevealMigration, 'vm' | 'to'>): Partial<MigrationParameters> {
  const { downtimeLimitMilliseconds, maxBandwidthBytesPerSecond } = limits;
  return {
    ...(downtimeLimitMilliseconds !== null && { downtimeLimitMilliseconds }),
    ...(maxBandwidthBytesPerSecond !== null && { maxBandwidthBytesPerSecond }),
  };
}

function isMigrating(inventory: Inventory, name: string): boolean {
  const vm = inventory.hosts.flatMap(({ vms }) => vms).find((each) => each.name === name);
  return vm?.migration?.status === 'active';
}

function summarise(trace: readonly WorldEvent[]): Revealed {
  const ended = trace.find((event) => event.kind === 'migration.completed');
  if (ended === undefined) throw new Error('This migration does not complete.');
  const begins = trace.filter((event) => event.kind === 'migration.round' || event.kind === 'migration.source-paused');
  const rounds = begins.map((begin, index): RevealedRound => {
    const next = begins[index + 1] ?? { time: ended.time, transferredBytes: ended.figures.transferredBytes };
    return {
      round: begin.kind === 'migration.round' ? begin.round : null,
      pages: begin.pendingBytes / PAGE_BYTES,
      bytes: next.transferredBytes - begin.transferredBytes,
      duration: next.time - begin.time,
    };
  });
  const decisions = trace.filter((event) => event.kind === 'migration.decision');
  return {
    rounds,
    liveRounds: rounds.filter(({ round }) => round !== null).length,
    figures: ended.figures,
    thresholdBytes: decisions.at(-1)?.thresholdBytes ?? 0,
  };
}
