import { CAPABILITIES } from '../../container/credentials/capability.ts';
import type { Limits, Walls } from '../../container/oci/walls.ts';
import { WALL_PRESETS } from '../../container/oci/walls.ts';
import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { MEBIBYTE } from '../../memory/page.ts';
import type { SavedWorld } from '../saved-world.ts';
import type { Experiment, ExperimentTrial, Observation, Reading, TriedExperiment } from './experiment.ts';
import { readingOf, tellShell } from './observe.ts';
import { type Party, pass, setAside, setStage, type Stage } from './stage.ts';

/** What the offender is: behind which walls, or null for a VM. */
interface Setup {
  readonly label: string;
  readonly walls: Walls | null;
}

interface Plan {
  readonly setups: readonly Setup[];
  /** What the neighbours do meanwhile; nothing where not given. */
  readonly neighbours?: (stage: Stage, party: Party) => string;
  readonly deed: (stage: Stage) => ExperimentTrial['deed'];
  /** The most memory that the host has free: a VM without work sets the rest aside. As much as there is where not given. */
  readonly mostFreeBytes?: number;
}

const { usual, full } = WALL_PRESETS;
const limited = (limits: Partial<Limits>): Walls => ({ ...usual, limits: { ...usual.limits, ...limits } });
/** As Docker does with `--cap-add SYS_TIME`, which opens the seccomp list for the call, too. */
const withClock = (walls: Walls): Walls => ({
  ...walls, capabilities: [...walls.capabilities, 'SYS_TIME'], seccomp: walls.seccomp && [...walls.seccomp, 'clock_settime'],
});
/** As Docker does with `--privileged`. */
const privileged: Walls = { ...usual, capabilities: CAPABILITIES, seccomp: null };
const VM: Setup = { label: 'VM', walls: null };
/** Longer than any experiment lasts. */
const TIMEOUT = 100_000;
const HOGS = 24;
/** Of the memory that is free, a neighbour holds an eighth, and each process of the hog half of that. */
const NEIGHBOUR_SHARE = 8;
const GUEST_HOLDS = '32M';

const PLANS: Readonly<Record<Experiment, Plan>> = {
  'kernel-panic': {
    setups: [{ label: 'Privileged container', walls: privileged }, { label: 'Container with all walls', walls: full }, VM],
    deed: () => ({ line: 'echo c > /proc/sysrq-trigger', times: 1 }),
  },
  'clock-change': {
    setups: [
      { label: 'Container with the usual walls', walls: usual },
      { label: 'Container with CAP_SYS_TIME', walls: withClock(usual) },
      { label: 'Container with CAP_SYS_TIME and a time namespace', walls: withClock({ ...usual, namespaces: [...usual.namespaces, 'time'] }) },
      VM,
    ],
    deed: () => ({ line: 'date -s 1000000000', times: 1 }),
  },
  'cpu-hog': {
    setups: [{ label: 'Container without limits', walls: usual }, { label: 'Container with cpu.max of half a vCPU', walls: limited({ cpus: 0.5 }) }, VM],
    neighbours: () => `stress --cpu 4 --timeout ${TIMEOUT}`,
    deed: () => ({ line: `stress --cpu 16 --timeout ${TIMEOUT}`, times: 1 }),
  },
  'memory-hog': {
    mostFreeBytes: 4096 * MEBIBYTE,
    setups: [{ label: 'Container without limits', walls: usual }, { label: 'Container with memory.max of 64 MiB', walls: limited({ memoryBytes: 64 * MEBIBYTE }) }, VM],
    neighbours: (stage, { container }) => `stress --vm-bytes ${container === null ? GUEST_HOLDS : `${neighbourMebibytes(stage)}M`} --timeout ${TIMEOUT}`,
    deed: (stage) => ({ line: `stress --vm-bytes ${Math.ceil(neighbourMebibytes(stage) / 2)}M --timeout ${TIMEOUT}`, times: HOGS }),
  },
};

/** How many trials an experiment has: each runs by itself, so that others can have their turn between them. */
export function trialsOf(experiment: Experiment): number {
  return PLANS[experiment].setups.length;
}

/** One trial of an experiment, on a copy of a world. Throws a `Refusal` where the host has no room for it. */
export function runTrial(saved: SavedWorld, experiment: Experiment, host: string, index: number): TriedExperiment {
  const { setups, neighbours, deed, mostFreeBytes = Number.POSITIVE_INFINITY } = PLANS[experiment];
  const { label, walls } = setups[index] ?? VM;
  const stage = setStage(saved, host, walls, usual);
  const staged = stage.parties.filter((party) => party.role !== 'host' && party !== stage.offender && party.kernel !== null);
  const setAsideBytes = setAside(stage, mostFreeBytes);
  // What is free is looked at before anybody takes of it.
  const line = deed(stage);
  if (neighbours !== undefined) for (const [party, work] of staged.slice(0, 2).map((one) => [one, neighbours(stage, one)] as const)) tellShell(stage, party, work);
  const began = look(stage);
  pass(stage, NANOSECONDS_PER_SECOND);
  const before = look(stage);
  const answer = tellShell(stage, stage.offender, Array.from({ length: line.times }, () => line.line).join(' & '));
  pass(stage, NANOSECONDS_PER_SECOND);
  const after = look(stage);
  const observations = stage.parties.map((party, place): Observation => ({
    who: party.name,
    role: party.role,
    sharesKernel: party.kernel !== null && party.kernel === stage.offender.kernel,
    began: began[place] as Reading,
    before: before[place] as Reading,
    after: after[place] as Reading,
  }));
  const vcpus = stage.parties.at(-1)?.kernel?.vcpus ?? 0;
  return { label, offender: walls === null ? 'vm' : 'container', deed: line, answer, observations, vcpus, setAsideBytes, unwatched: stage.unwatched };
}

function look(stage: Stage): readonly Reading[] {
  return stage.parties.map((party) => readingOf(stage, party));
}

function neighbourMebibytes({ world, host }: Stage): number {
  return Math.max(2, Math.floor(world.freeBytes(world.host(host)) / MEBIBYTE / NEIGHBOUR_SHARE));
}
