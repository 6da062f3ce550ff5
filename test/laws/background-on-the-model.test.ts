import { expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { newMachine } from '../../src/simulator/datacenter/vm-commands.ts';
import type { GuestSettings } from '../../src/simulator/machine/guest-settings.ts';
import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import type { PageTableImage } from '../../src/simulator/memory/page-table.ts';
import type { SavedState } from '../../src/simulator/snapshot/saved-state.ts';
import { guests, seeds } from '../helpers/arbitraries.ts';
import { leftOver, stateIfLeftAlone, watchedWorld } from '../helpers/watched-world.ts';
import { type BackgroundTrial, expectBackgroundLaws } from './background-laws.ts';
import fc from '../helpers/property.ts';

interface Plan {
  readonly seed: number;
  readonly pageCount: number;
  readonly guest: GuestSettings;
  readonly zeroShare: number;
  readonly wasRunning: boolean;
  readonly hasDisk: boolean;
  readonly warmUp: number;
  readonly bytesPerSecond: number;
  /** What happens so long after the beginning. */
  readonly accident: Command | null;
  readonly afterNanoseconds: number;
}

const accidents: readonly (Command | null)[] = [
  null, null, null,
  { kind: 'vm.cancelSnapshot', vm: 'web' },
  { kind: 'storage.edit', works: false },
  { kind: 'storage.edit', freeBytes: 0 },
  { kind: 'storage.edit', bytesPerSecond: 3_000_000 },
];

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 280, max: 800 }).chain((pageCount) =>
  fc.record({
    seed: seeds,
    pageCount: fc.constant(pageCount),
    guest: guests(pageCount),
    zeroShare: fc.constantFrom(0, 0.5),
    wasRunning: fc.boolean(),
    hasDisk: fc.boolean(),
    warmUp: fc.integer({ min: 0, max: 200_000_000 }),
    bytesPerSecond: fc.constantFrom(5_000_000, 50_000_000, 2_000_000_000),
    accident: fc.constantFrom(...accidents),
    afterNanoseconds: fc.integer({ min: 0, max: 700_000_000 }),
  }),
);

/** A second is more than the slowest storage takes for 800 pages, and the guest goes on for a while after it. */
const LONG_ENOUGH = 3_000_000_000;

function saveOnTheModel(plan: Plan): BackgroundTrial {
  let atStart: string | null = null;
  const { world, dataCenter } = watchedWorld(plan.seed, (event, inside) => {
    if (event.kind === 'snapshot.protected') atStart = inside.vm('web').machine.stateHash();
  });
  const apply = (command: Command) => {
    expect(dataCenter.apply(command)).toMatchObject({ ok: true });
  };
  const advance = (nanoseconds: number) => {
    apply({ kind: 'world.advance', nanoseconds });
  };
  const { pageCount, guest, zeroShare, bytesPerSecond } = plan;
  apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 25 });
  apply({ kind: 'storage.edit', bytesPerSecond, freeBytes: 1e9 });
  apply({
    kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: pageCount * PAGE_BYTES, guest, zeroShare,
    ...(plan.hasDisk && { disk: { bytes: 2 ** 21, writesPerSecond: 300 } }),
  });
  apply({ kind: 'vm.start', vm: 'web' });
  advance(plan.warmUp);
  if (!plan.wasRunning) apply({ kind: 'vm.pause', vm: 'web' });
  apply({ kind: 'vm.snapshot', vm: 'web', method: 'background' });
  advance(plan.afterNanoseconds);
  if (plan.accident !== null) dataCenter.apply(plan.accident);
  advance(LONG_ENOUGH);

  const vm = world.vm('web');
  vm.machine.catchUp();
  const before = vm.machine.vcpu.steps;
  advance(1_000_000_000);
  vm.machine.catchUp();
  const [node] = vm.snapshots.nodes();
  return {
    wasRunning: plan.wasRunning,
    succeeded: node !== undefined,
    atStart,
    inFile: node === undefined ? (plan.accident?.kind !== 'storage.edit' && world.storage.settings.freeBytes !== 1e9 ? 'a part' : null) : hashOf(node.state),
    afterwards: vm.machine.stateHash(),
    leftAlone: stateIfLeftAlone(world, vm),
    isRunningAfterwards: vm.machine.isRunning,
    stepsAfterwards: vm.machine.vcpu.steps - before,
    mustStep: plan.wasRunning && guest.kind !== 'idle',
    leftOver: leftOver(world) + (vm.machine.protection === null ? 0 : 1) + (vm.snapshotWork === null ? 0 : 1),
  };

  /** What the file holds, in a machine of its own. */
  function hashOf({ memory, disk, device }: SavedState): string {
    const machine = newMachine(world, world.vm('web').settings);
    machine.restoreMemory(memory as PageTableImage);
    machine.restoreDisk(disk);
    machine.loadDeviceState(device as Uint8Array);
    return machine.stateHash();
  }
}

test('background snapshots keep their laws on the model, with faults at any time', () => {
  fc.assert(fc.property(plans, (plan) => expectBackgroundLaws(saveOnTheModel(plan))), { numRuns: 60 });
});
