import { test } from 'vitest';
import { RandomStream } from '../../src/simulator/kernel/random.ts';
import { runInRealTime } from '../../src/simulator/machine/drivers/real-time.ts';
import { SnapshotFile } from '../../src/simulator/machine/ports/snapshot-file.ts';
import { Clock } from '../../src/simulator/machine/ports/clock.ts';
import { SnapshotMachine } from '../../src/simulator/machine/ports/snapshot-machine.ts';
import { BackgroundProgress } from '../../src/simulator/snapshot/background-progress.ts';
import { saveInBackground } from '../../src/simulator/snapshot/background-snapshot.ts';
import type { SavedState } from '../../src/simulator/snapshot/saved-state.ts';
import { seeds } from '../helpers/arbitraries.ts';
import { AsynchronousFile } from '../helpers/asynchronous-file.ts';
import { AsynchronousMachine, type AsynchronousSettings, AsynchronousWorld } from '../helpers/asynchronous-machine.ts';
import { RealBytes } from '../helpers/real-bytes.ts';
import { type BackgroundTrial, expectBackgroundLaws } from './background-laws.ts';
import fc from '../helpers/property.ts';

interface Plan extends AsynchronousSettings {
  readonly pageCount: number;
  readonly wasRunning: boolean;
  readonly turns: number;
  /** What happens after so many turns. */
  readonly accident: { readonly kind: 'none' | 'cancel' | 'disk-error'; readonly afterTurns: number };
}

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: seeds,
  slowness: fc.integer({ min: 0, max: 4 }),
  stepsPerTurn: fc.integer({ min: 1, max: 20 }),
  pageCount: fc.integer({ min: 1, max: 40 }),
  wasRunning: fc.boolean(),
  turns: fc.integer({ min: 0, max: 20 }),
  accident: fc.record({
    kind: fc.constantFrom('none' as const, 'none' as const, 'cancel' as const, 'disk-error' as const),
    afterTurns: fc.integer({ min: 0, max: 60 }),
  }),
});

async function saveAsynchronously(plan: Plan): Promise<BackgroundTrial> {
  const { pageCount, seed, wasRunning, turns, accident } = plan;
  const machine = new AsynchronousMachine(RealBytes.booted(pageCount, seed), wasRunning);
  const world = new AsynchronousWorld(machine, new AsynchronousMachine(new RealBytes(pageCount), false), plan);
  const file = new AsynchronousFile(pageCount, new RandomStream(seed, 'short writes'));
  world.file = file;
  const pass = () => runInRealTime(new Clock().wait(turns * 4_000_000), world.perform).result;
  await pass();

  let atStart: string | null = null;
  const port = new SnapshotMachine(pageCount);
  const progress = new BackgroundProgress(pageCount, 0);
  const run = runInRealTime(
    saveInBackground({ machine: port, file: new SnapshotFile(), clock: new Clock(), progress, quiesce: false, report: () => undefined }),
    (effect) => {
      if (effect.kind === 'protect-memory') atStart = machine.memory.fingerprint();
      return world.perform(effect);
    },
  );
  const began = world.turns;
  world.onTurn = (turn) => {
    if (turn - began !== accident.afterTurns + 1) return;
    if (accident.kind === 'cancel') run.interrupt(new Error('cancelled'));
    if (accident.kind === 'disk-error') file.breakDown();
  };
  const saved = await run.result.then(({ state }) => state, () => null);
  const before = machine.memory.steps;
  await pass();
  return {
    wasRunning,
    succeeded: saved !== null,
    atStart,
    inFile: saved === null ? (file.exists ? 'a part of the state' : null) : fingerprint(saved),
    afterwards: machine.memory.fingerprint(),
    leftAlone: leftAlone(plan, machine.memory.steps),
    isRunningAfterwards: machine.isRunning,
    stepsAfterwards: machine.memory.steps - before,
    mustStep: wasRunning && turns > 0,
    leftOver: machine.memory.protectedPages === null ? 0 : 1,
  };
}

function fingerprint({ memory, device }: SavedState): string {
  if (memory === null || device === null) throw new Error('Only the disk was saved.');
  const saved = new RealBytes(memory.pageCount);
  saved.bytes.set((memory as unknown as { readonly bytes: Uint8Array }).bytes);
  saved.registers.set(new Uint32Array(device.slice().buffer));
  return saved.fingerprint();
}

function leftAlone({ pageCount, seed }: Plan, steps: number): string {
  const alone = RealBytes.booted(pageCount, seed);
  alone.run(steps);
  return alone.fingerprint();
}

test('background snapshots keep their laws on machines that answer late, with faults at any time', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      expectBackgroundLaws(await saveAsynchronously(plan));
    }),
    { numRuns: 100 },
  );
});
