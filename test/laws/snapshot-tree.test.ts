import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import type { StateDifference } from '../../src/simulator/snapshot/compare-states.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/store/file/snapshot-file.ts';
import { guests, seeds } from '../helpers/arbitraries.ts';
import fc from '../helpers/property.ts';

const MEBIBYTE = 2 ** 20;
/** More than any snapshot or roll back of 2 MiB and its disk takes. */
const DONE = 50_000_000;

interface Plan {
  readonly seed: number;
  readonly guest: Parameters<typeof machine>[1];
  readonly hasDisk: boolean;
  /** What is done one after the other: time passes, a snapshot is taken, one of them is rolled back to or deleted. */
  readonly deeds: readonly { readonly what: 'run' | 'take' | 'back' | 'delete'; readonly number: number }[];
}

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: seeds,
  guest: guests(512),
  hasDisk: fc.boolean(),
  deeds: fc.array(
    fc.record({ what: fc.constantFrom('run' as const, 'run' as const, 'take' as const, 'take' as const, 'back' as const, 'delete' as const), number: fc.nat(7) }),
    { minLength: 4, maxLength: 20 },
  ),
});

function machine(seed: number, guest: Extract<Command, { kind: 'vm.create' }>['guest'], hasDisk: boolean): DataCenter {
  const world = new DataCenter(seed);
  apply(world, { kind: 'host.add', host: 'alpha', memoryBytes: 32 * MEBIBYTE });
  apply(world, {
    kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 2 * MEBIBYTE, guest, ...(hasDisk && { disk: { bytes: 2 * MEBIBYTE, writesPerSecond: 200 } }),
  });
  apply(world, { kind: 'vm.start', vm: 'web' });
  return world;
}

function apply(world: DataCenter, command: Command): void {
  const outcome = world.apply(command);
  expect(outcome.ok ? '' : outcome.refusal).toBe('');
}

function pause(world: DataCenter): void {
  world.apply({ kind: 'vm.pause', vm: 'web' });
}

function snapshotsOf(world: DataCenter) {
  return world.inventory().hosts.flatMap(({ vms }) => vms).find(({ name }) => name === 'web')?.snapshots ?? [];
}

/** Takes a snapshot of a VM that stands still, and hands back its id. */
function take(world: DataCenter): string {
  apply(world, { kind: 'vm.snapshot', vm: 'web' });
  apply(world, { kind: 'world.advance', nanoseconds: DONE });
  return snapshotsOf(world).at(-1)?.id as string;
}

function back(world: DataCenter, snapshot: string): string {
  apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot });
  apply(world, { kind: 'world.advance', nanoseconds: DONE });
  return world.stateHash('web');
}

/** Plays deeds on a VM that stands still whenever it is looked at; returns the state of each snapshot that is left. */
function play({ seed, guest, hasDisk, deeds }: Plan): { world: DataCenter; taken: Map<string, string> } {
  const world = machine(seed, guest, hasDisk);
  const taken = new Map<string, string>();
  pause(world);
  for (const { what, number } of deeds) {
    const chosen = [...taken.keys()][number];
    if (what === 'run') {
      apply(world, { kind: 'vm.resume', vm: 'web' });
      apply(world, { kind: 'world.advance', nanoseconds: 1 + number * 30_000_000 });
      pause(world);
    } else if (what === 'take') {
      const before = new Set(snapshotsOf(world).map(({ id }) => id));
      take(world);
      const fresh = snapshotsOf(world).find(({ id }) => !before.has(id));
      taken.set(fresh?.id as string, world.stateHash('web'));
    } else if (chosen !== undefined && what === 'back') {
      expect(back(world, chosen)).toBe(taken.get(chosen));
    } else if (chosen !== undefined) {
      apply(world, { kind: 'snapshot.delete', vm: 'web', snapshot: chosen });
      taken.delete(chosen);
    }
  }
  return { world, taken };
}

function differs({ memory, disk, registers }: StateDifference): boolean {
  return (memory?.differing ?? 0) > 0 || (disk?.differing ?? 0) > 0 || (registers?.length ?? 0) > 0;
}

describe('a tree of snapshots', () => {
  test('no branch sees what another one writes: every snapshot that is left is what it was, memory, registers and disk', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { world, taken } = play(plan);
        for (const [snapshot, state] of taken) {
          expect(back(world, snapshot)).toBe(state);
          apply(world, { kind: 'vm.resume', vm: 'web' });
          apply(world, { kind: 'world.advance', nanoseconds: 77_000_000 });
          pause(world);
        }
        for (const [snapshot, state] of taken) expect(back(world, snapshot)).toBe(state);
      }),
      { numRuns: 40 },
    );
  });

  test('two snapshots differ if and only if their states do', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { world, taken } = play(plan);
        for (const [one, first] of taken) {
          for (const [other, second] of taken) {
            expect(differs(world.compare('web', one, other, 100))).toBe(first !== second);
          }
          expect(differs(world.compare('web', one, null, 100))).toBe(first !== world.stateHash('web'));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('one that is exported to a file and imported elsewhere has the same state', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { world, taken } = play(plan);
        for (const [snapshot, state] of taken) {
          const exported = await decodeSnapshot(await encodeSnapshot(world.exportSnapshot('web', snapshot)));
          const elsewhere = new DataCenter(plan.seed + 1);
          apply(elsewhere, { kind: 'host.add', host: 'beta', memoryBytes: 32 * MEBIBYTE });
          apply(elsewhere, { kind: 'snapshot.import', vm: 'web', host: 'beta', exported });
          expect(back(elsewhere, 'snapshot-1')).toBe(state);
        }
      }),
      { numRuns: 30 },
    );
  });
});
