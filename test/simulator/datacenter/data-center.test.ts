import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { World } from '../../../src/simulator/datacenter/world.ts';
import { GIBIBYTE, MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply, refusalOf, threeHosts, vmOf, worldWithWriter, WRITER } from './worlds.ts';

describe('time', () => {
  test('begins at 0 and passes only when it is told to', () => {
    const world = worldWithWriter();
    expect(world.time).toBe(0);
    apply(world, { kind: 'vm.pause', vm: 'web' });
    expect(world.time).toBe(0);
    advance(world, 2.5);
    expect(world.time).toBe(2_500_000);
  });

  test('is a whole number of nanoseconds and does not go back', () => {
    const world = threeHosts();
    for (const nanoseconds of [-1, 0.5, Number.NaN, 3_600_000_000_001]) {
      expect(refusalOf(world, { kind: 'world.advance', nanoseconds })).toBe(
        `The time to advance at once, in nanoseconds, must be a whole number from 0 to 3600000000000, not ${nanoseconds}.`,
      );
    }
    expect(apply(world, { kind: 'world.advance', nanoseconds: 0 })).toEqual([]);
  });

  test('ends after 104 days', () => {
    const world = new DataCenter(1, new World(1, Number.MAX_SAFE_INTEGER - 1000));
    expect(refusalOf(world, { kind: 'world.advance', nanoseconds: 1001 })).toBe(
      'The world has come to the end of its time, which is 104 days: begin a new one.',
    );
    apply(world, { kind: 'world.advance', nanoseconds: 1000 });
    expect(world.time).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('an outcome', () => {
  test('has the events that the command brought about, and no others', () => {
    const world = new DataCenter(1);
    expect(world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE })).toEqual({
      ok: true,
      events: [{ sequence: 0, time: 0, kind: 'host.added', host: 'alpha', memoryBytes: 1_073_741_824 }],
    });
    advance(world, 5);
    expect(world.apply({ kind: 'host.remove', host: 'alpha' })).toEqual({
      ok: true,
      events: [{ sequence: 1, time: 5_000_000, kind: 'host.removed', host: 'alpha' }],
    });
  });

  test('of a refused command is one sentence, and nothing has changed', () => {
    const world = threeHosts();
    expect(world.apply({ kind: 'vm.start', vm: 'web' })).toEqual({
      ok: false,
      refusal: 'There is no VM "web". There is no VM yet.',
    });
    expect(world.trace).toHaveLength(4);
  });
});

test('the trace has every event since the beginning, counted from 0', () => {
  const world = worldWithWriter();
  apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
  advance(world, 1000);
  expect(world.trace.slice(0, 7).map((event) => event.kind)).toEqual([
    'host.added',
    'host.added',
    'host.added',
    'link.edited',
    'vm.created',
    'vm.started',
    'migration.started',
  ]);
  expect(world.trace.map((event) => event.sequence)).toEqual(Array.from(world.trace, (_, index) => index));
});

describe('the same seed and the same commands', () => {
  const guest = { kind: 'hot-cold', pagesPerSecond: 5000, workingSetPages: 200, hotPages: 20, hotProbability: 0.8 } as const;
  const commands: Command[] = [
    { kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE },
    { kind: 'host.add', host: 'beta', memoryBytes: GIBIBYTE },
    { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 2_000_000 },
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest, zeroShare: 0.3 },
    { kind: 'vm.start', vm: 'web' },
    { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { stopRule: 'fixed-rounds', rounds: 4 } },
    { kind: 'world.advance', nanoseconds: 5_000_000_000 },
  ];

  function run(seed: number): { trace: string; hash: string } {
    const world = new DataCenter(seed);
    apply(world, ...commands);
    return { trace: JSON.stringify(world.trace), hash: world.stateHash('web') };
  }

  test('give the same trace, byte for byte, and the same state', () => {
    expect(run(7)).toEqual(run(7));
  });

  test('of another seed do not', () => {
    expect(run(8).trace).not.toBe(run(7).trace);
    expect(run(8).hash).not.toBe(run(7).hash);
  });

  test('give the same whether time passes in one step or in many, and however often somebody looks', () => {
    const world = new DataCenter(7);
    apply(world, ...commands.slice(0, -1));
    for (let step = 0; step < 5000; step++) {
      advance(world, 1);
      if (step % 100 === 0) world.inventory();
    }
    expect({ trace: JSON.stringify(world.trace), hash: world.stateHash('web') }).toEqual(run(7));
  });
});

describe('the inventory', () => {
  test('has hosts and VMs in the order in which they were made', () => {
    const world = threeHosts();
    for (const vm of ['zeta', 'eta']) {
      apply(world, { kind: 'vm.create', vm, host: 'gamma', memoryBytes: MEBIBYTE, guest: { kind: 'idle' } });
    }
    const { hosts } = world.inventory();
    expect(hosts.map((host) => host.name)).toEqual(['alpha', 'beta', 'gamma']);
    expect(hosts[2]?.vms.map((vm) => vm.name)).toEqual(['zeta', 'eta']);
  });

  test('is plain data: nothing is lost when it is posted', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    advance(world, 2);
    const inventory = world.inventory();
    expect(structuredClone(inventory)).toEqual(inventory);
    expect(JSON.parse(JSON.stringify(inventory))).toEqual(inventory);
  });

  test('shows a migration under way with its figures up to now', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { maxBandwidthBytesPerSecond: 410_400 } });
    advance(world, 150);
    // Windows at 1 and 101 ms, 10 pages each.
    expect(vmOf(world, 'web').migration).toMatchObject({
      id: 'migration-1',
      status: 'active',
      phase: 'pre-copy',
      figures: { totalTime: 150_000_000, transferredBytes: 82_080, remainingBytes: 236 * 4096, downtime: null },
    });
  });
});

test('the hash of a VM that is not there is an error that names those that are', () => {
  const world = threeHosts();
  apply(world, ...WRITER);
  expect(() => world.stateHash('mail')).toThrow('There is no VM "mail". There are: web.');
});
