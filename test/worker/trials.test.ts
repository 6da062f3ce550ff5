import { describe, expect, test } from 'vitest';
import type { MigrateCommand, MigrationTrial } from '../../src/protocol/comparison.ts';
import { type Command, DataCenter, GIBIBYTE, MEBIBYTE, type MigrationParameters, STOP_RULES } from '../../src/simulator/index.ts';
import { Trials } from '../../src/worker/trials.ts';
import { ObservedWorld, withFolder } from './fresh-world.ts';

const SECOND = 1e9;

const WORLD: readonly Command[] = [
  { kind: 'host.add', host: 'alpha', memoryBytes: 4 * GIBIBYTE },
  { kind: 'host.add', host: 'beta', memoryBytes: 4 * GIBIBYTE },
  { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 125_000_000, latencyNanoseconds: 100_000, up: true },
  {
    kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 64 * MEBIBYTE,
    guest: { kind: 'uniform', pagesPerSecond: 20_000, workingSetPages: 8192 },
  },
  { kind: 'vm.start', vm: 'web' },
  { kind: 'world.advance', nanoseconds: 2 * SECOND },
];

function migrate(parameters: Partial<MigrationParameters> = {}): MigrateCommand {
  return { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters };
}

async function copyOf(world: ObservedWorld): Promise<number> {
  const answer = await world.connection.ask({ kind: 'copy' });
  if (answer.kind !== 'copied') throw new Error(answer.kind);
  return answer.copy;
}

async function trial(world: ObservedWorld, copy: number, command: MigrateCommand, limit = 60 * SECOND): Promise<MigrationTrial> {
  const answer = await world.connection.ask({ kind: 'try', copy, command, limit });
  if (answer.kind !== 'tried') throw new Error(answer.kind === 'failure' ? answer.message : answer.kind);
  return answer.trial;
}

async function withWorld(use: (world: ObservedWorld) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const world = new ObservedWorld(folder);
    await world.applyAll(WORLD);
    await use(world);
    await world.close();
    expect(world.deaths).toEqual([]);
  });
}

describe("trials on copies of the worker's world", () => {
  test('go as the migration goes in the world itself, and leave the world alone', async () => {
    await withWorld(async (world) => {
      const before = world.view;
      const copy = await copyOf(world);
      const tried = await trial(world, copy, migrate());
      const again = await trial(world, copy, migrate());
      expect(again).toEqual(tried);
      expect(world.view).toEqual(before);

      const told = world.events.length;
      await world.applyAll([migrate(), { kind: 'world.advance', nanoseconds: 60 * SECOND }]);
      const real = world.events.slice(told).filter((event) => 'migration' in event);
      expect(tried.ending).toBe('completed');
      expect(tried.events).toEqual(real);
      expect(tried.figures).toEqual(world.view.inventory.hosts[1]!.vms[0]!.migration!.figures);
    });
  });

  test('experiments are watched by what runs there, and leave the world alone', async () => {
    await withWorld(async (world) => {
      const before = world.view;
      const copy = await copyOf(world);
      const answer = await world.connection.ask({ kind: 'try-experiment', copy, experiment: 'kernel-panic', host: 'alpha', index: 0 });
      if (answer.kind !== 'tried-experiment') throw new Error(answer.kind);
      expect(answer.trial.observations.find(({ who }) => who === 'web')?.after.stoppedBy).toBe('the kernel of host alpha crashed while it was there');
      expect(world.view).toEqual(before);
    });
  });

  test('costs are measured in turns, and a dropped copy ends the measuring', async () => {
    const world = new DataCenter(1);
    for (const command of WORLD) expect(world.apply(command).ok).toBe(true);
    // Every look at this clock takes longer than a turn may.
    let now = 0;
    const trials = new Trials({ now: () => (now += 100), after: (_, action) => (setImmediate(action), () => undefined) });
    const copy = trials.add(world.save());
    const measuring = trials.costs(copy, 'beta');
    trials.drop(copy);
    await expect(measuring).rejects.toThrow('The trial was called off.');
    await expect(trials.costs(copy, 'beta')).rejects.toThrow('That copy of the data center was dropped.');
    const other = trials.add(world.save());
    expect((await trials.costs(other, 'beta')).memory.vm).toBe(128 * MEBIBYTE);
  });

  test('every stop rule ends from the same state, each in its own way', async () => {
    await withWorld(async (world) => {
      const copy = await copyOf(world);
      const runs: Record<string, MigrationTrial> = {};
      for (const stopRule of STOP_RULES) runs[stopRule] = await trial(world, copy, migrate({ stopRule, rounds: 2 }));
      expect(Object.values(runs).map(({ events }) => events[0])).toMatchObject(
        STOP_RULES.map((stopRule) => ({ kind: 'migration.started', time: 2 * SECOND, parameters: { stopRule } })),
      );
      expect(runs['fixed-rounds']).toMatchObject({ ending: 'completed', rounds: 2, reason: null });
      expect(runs['xen-4.10']).toMatchObject({ ending: 'completed', rounds: 5 });
      expect(Object.values(runs).map(({ ending }) => ending)).toEqual(STOP_RULES.map(() => 'completed'));
    });
  });

  test('one that does not end is broken off, whatever the strategy', async () => {
    await withWorld(async (world) => {
      const copy = await copyOf(world);
      const unended = await trial(world, copy, migrate({ downtimeLimitMilliseconds: 1 }), 0.7 * SECOND);
      expect(unended.ending).toBe('unended');
      expect(unended.figures.totalTime).toBe(0.7 * SECOND);
      expect(unended.events.at(-1)!.kind).toBe('migration.cancelled');
      const slow = { strategy: 'post-copy', maxPostCopyBandwidthBytesPerSecond: 1_000_000 } as const;
      const following = await trial(world, copy, migrate(slow), 3 * SECOND);
      expect(following.ending).toBe('unended');
      expect(following.events.at(-1)!.kind).not.toBe('migration.cancelled');
    });
  });

  test('what the world would refuse is refused, and a copy that was dropped is gone', async () => {
    await withWorld(async (world) => {
      const copy = await copyOf(world);
      await expect(trial(world, copy, { ...migrate(), to: 'nowhere' })).rejects.toThrow('There is no host "nowhere".');
      const underWay = trial(world, copy, migrate({ downtimeLimitMilliseconds: 0 }), 1_000_000 * SECOND);
      await world.connection.ask({ kind: 'ping' });
      await world.connection.ask({ kind: 'drop', copy });
      await expect(underWay).rejects.toThrow('The trial was called off.');
      await expect(trial(world, copy, migrate())).rejects.toThrow('That copy of the data center was dropped.');
    });
  });
});

describe('replications that are tried on copies', () => {
  async function replication(world: ObservedWorld, copy: number, everyMilliseconds: number) {
    const command = { kind: 'vm.replicate', vm: 'web', to: 'beta', everyMilliseconds } as const;
    const answer = await world.connection.ask({ kind: 'try-replication', copy, command, duration: 2 * SECOND });
    if (answer.kind !== 'tried-replication') throw new Error(answer.kind === 'failure' ? answer.message : answer.kind);
    return answer.trial;
  }

  test('cost the guest less and the clients more the rarer the checkpoints are, and leave the world alone', async () => {
    await withWorld(async (world) => {
      const before = world.view;
      const copy = await copyOf(world);
      const often = await replication(world, copy, 20);
      const rarely = await replication(world, copy, 200);
      expect(often.figures.pauseTime).toBeGreaterThan(rarely.figures.pauseTime);
      expect(often.medianLatency ?? 0).toBeLessThan(rarely.medianLatency ?? 0);
      expect(rarely.figures.protectedTime).toBeGreaterThanOrEqual(2 * SECOND);
      expect(world.view).toEqual(before);
      await expect(replication(world, copy, 1)).rejects.toThrow('from 5 to 60000');
    });
  });
});
