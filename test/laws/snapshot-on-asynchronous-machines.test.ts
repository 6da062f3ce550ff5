import { test } from 'vitest';
import { runInRealTime } from '../../src/simulator/machine/drivers/real-time.ts';
import { Clock } from '../../src/simulator/machine/ports/clock.ts';
import type { Process } from '../../src/simulator/machine/ports/effect.ts';
import { SnapshotMachine } from '../../src/simulator/machine/ports/snapshot-machine.ts';
import { rollBack } from '../../src/simulator/snapshot/roll-back.ts';
import type { SavedState } from '../../src/simulator/snapshot/saved-state.ts';
import { type SnapshotPlan, takeSnapshot } from '../../src/simulator/snapshot/take-snapshot.ts';
import { seeds } from '../helpers/arbitraries.ts';
import { AsynchronousMachine, type AsynchronousSettings, AsynchronousWorld } from '../helpers/asynchronous-machine.ts';
import { RealBytes } from '../helpers/real-bytes.ts';
import { expectSnapshotLaws, type SnapshotTrial } from './snapshot-laws.ts';
import fc from '../helpers/property.ts';

interface Plan extends AsynchronousSettings {
  readonly pageCount: number;
  readonly method: SnapshotPlan['method'];
  readonly wasRunning: boolean;
  /** Turns before the snapshot, before the roll back, and after it. */
  readonly turns: number;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: seeds,
  slowness: fc.integer({ min: 0, max: 5 }),
  stepsPerTurn: fc.integer({ min: 0, max: 50 }),
  pageCount: fc.integer({ min: 1, max: 30 }),
  method: fc.constantFrom('copy-on-write' as const, 'full-copy' as const),
  wasRunning: fc.boolean(),
  turns: fc.integer({ min: 0, max: 20 }),
});

async function snapshotAsynchronously(plan: Plan): Promise<SnapshotTrial> {
  const { pageCount, seed, wasRunning, method, turns } = plan;
  const machine = new AsynchronousMachine(RealBytes.booted(pageCount, seed), wasRunning);
  const nobody = new AsynchronousMachine(new RealBytes(pageCount), false);
  const world = new AsynchronousWorld(machine, nobody, plan);
  const port = new SnapshotMachine(pageCount);
  const run = <Result>(process: Process<Result>) => runInRealTime(process, world.perform).result;
  const pass = () => run(new Clock().wait(turns * 4_000_000));

  await pass();
  const { state } = await run(takeSnapshot(port, new Clock(), { method, contents: 'machine', quiesce: false }));
  const isRunningAfterSnapshot = machine.isRunning;
  const saved = asMachine(state);
  await pass();
  machine.isRunning = false;
  await run(rollBack(port, new Clock(), state, { runAfterwards: false }));
  const afterRollBack = machine.memory.fingerprint();
  await run(rollBack(port, new Clock(), state, { runAfterwards: wasRunning }));
  const isRunningAfterRollBack = machine.isRunning;
  await pass();
  return {
    wasRunning,
    atSnapshot: saved.fingerprint(),
    atSnapshotIfLeftAlone: leftAlone(plan, saved.steps),
    afterRollBack,
    isRunningAfterSnapshot,
    isRunningAfterRollBack,
    future: machine.memory.fingerprint(),
    futureIfLeftAlone: leftAlone(plan, machine.memory.steps),
    leftOver: world.underWay,
  };
}

/** What was saved, in a machine of its own. */
function asMachine({ memory, device }: SavedState): RealBytes {
  if (memory === null || device === null) throw new Error('Only the disk was saved.');
  const saved = new RealBytes(memory.pageCount);
  saved.bytes.set((memory as unknown as { readonly bytes: Uint8Array }).bytes);
  saved.registers.set(new Uint32Array(device.slice().buffer));
  return saved;
}

function leftAlone({ pageCount, seed }: Plan, steps: number): string {
  const alone = RealBytes.booted(pageCount, seed);
  alone.run(steps);
  return alone.fingerprint();
}

test('snapshots keep their laws on machines that answer late', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      expectSnapshotLaws(await snapshotAsynchronously(plan));
    }),
    { numRuns: 60 },
  );
});
