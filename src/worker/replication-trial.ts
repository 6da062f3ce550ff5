import type { ReplicateCommand } from '../protocol/replication.ts';
import { DataCenter, type Nanoseconds, type SavedWorld, type ServiceSample, type WorldEvent } from '../simulator/index.ts';
import type { IntervalTrial } from '../viewmodel/replication/interval-trials.ts';

/** Clients that a VM without any gets, so that there is a latency to see. */
const REQUESTS_PER_SECOND = 200;
/** So long the first copy may take, in simulated time. */
const LONGEST_FIRST_COPY: Nanoseconds = 600_000_000_000;
const STEP: Nanoseconds = 100_000_000;

/** Replicates a VM on a copy of a world: its first copy, and so long after it. `pause` says whether to go on. Throws one sentence where it is refused, or the copy was dropped. */
export async function tryReplication(
  saved: SavedWorld,
  command: ReplicateCommand,
  duration: Nanoseconds,
  pause: () => Promise<boolean>,
): Promise<IntervalTrial> {
  const world = DataCenter.restore(saved);
  const vm = vmOf(world, command.vm);
  if (vm?.clients === null) world.apply({ kind: 'vm.attachClients', vm: command.vm, requestsPerSecond: REQUESTS_PER_SECOND });
  const begun = world.apply(command);
  if (!begun.ok) throw new Error(begun.refusal);
  const step = async (): Promise<readonly WorldEvent[]> => {
    const outcome = world.apply({ kind: 'world.advance', nanoseconds: STEP });
    if (!outcome.ok) throw new Error(outcome.refusal);
    if (!(await pause())) throw new Error('The trial was called off.');
    return outcome.events;
  };
  for (let passed = 0; vmOf(world, command.vm)?.replication?.checkpoint === 0; passed += STEP) {
    if (passed > LONGEST_FIRST_COPY) throw new Error(`The first copy of VM "${command.vm}" takes more than ten minutes: give the link more bandwidth.`);
    await step();
  }
  const samples: ServiceSample[] = [];
  for (let passed = 0; passed < duration; passed += STEP) samples.push(...(await step()).filter(isSampleOf(command.vm)));
  const figures = vmOf(world, command.vm)?.replication?.figures;
  if (figures === undefined) throw new Error(`The replication of VM "${command.vm}" broke off.`);
  return {
    everyMilliseconds: command.everyMilliseconds ?? 100,
    figures,
    medianLatency: middle(samples.map(({ medianLatency }) => medianLatency)),
    p99Latency: middle(samples.map(({ p99Latency }) => p99Latency)),
  };
}

function vmOf(world: DataCenter, name: string) {
  return world.inventory().hosts.flatMap(({ vms }) => vms).find((vm) => vm.name === name);
}

function isSampleOf(vm: string) {
  return (event: WorldEvent): event is Extract<WorldEvent, { kind: 'service.sample' }> => event.kind === 'service.sample' && event.vm === vm;
}

/** The median; null where there is nothing. */
function middle(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
