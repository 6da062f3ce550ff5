import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { SavedHeader, SavedWorld } from '../../../src/simulator/datacenter/saved-world.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import type { PageTableImage } from '../../../src/simulator/memory/page-table.ts';
import { advance, apply, only, threeHosts, vmOf, worldWithWriter } from './worlds.ts';

/** What the store does with a world: it goes through the structured clone, and comes back as other objects. */
function storedAndRestored(world: DataCenter): DataCenter {
  return DataCenter.restore(structuredClone(world.save()));
}

/** Many kinds of VM in many states, with snapshots and a migration behind them. */
function eventfulWorld(): DataCenter {
  const world = worldWithWriter();
  apply(
    world,
    {
      kind: 'vm.create',
      vm: 'cache',
      host: 'alpha',
      memoryBytes: 8 * MEBIBYTE,
      zeroShare: 0.5,
      guest: { kind: 'hot-cold', pagesPerSecond: 3000, workingSetPages: 1500, hotPages: 100, hotProbability: 0.9 },
    },
    { kind: 'vm.start', vm: 'cache' },
    { kind: 'vm.create', vm: 'counter', host: 'beta', memoryBytes: 2 * MEBIBYTE, guest: { kind: 'counter', countsPerSecond: 777 } },
    { kind: 'vm.start', vm: 'counter' },
    { kind: 'vm.create', vm: 'spare', host: 'gamma', memoryBytes: MEBIBYTE, guest: { kind: 'idle' } },
    { kind: 'link.edit', between: ['beta', 'gamma'], up: false },
  );
  advance(world, 300);
  for (const vm of ['web', 'cache', 'counter']) apply(world, { kind: 'vm.snapshot', vm, name: `${vm} early` });
  advance(world, 500);
  apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' }, { kind: 'vm.pause', vm: 'counter' });
  advance(world, 500.123456);
  apply(world, { kind: 'vm.snapshot', vm: 'cache', method: 'full-copy' }, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
  advance(world, 50);
  return world;
}

/** Everything that can be seen of a world. */
function view(world: DataCenter) {
  return {
    time: world.time,
    inventory: world.inventory(),
    trace: [...world.trace],
    hashes: ['web', 'cache', 'counter', 'spare'].map((vm) => world.stateHash(vm)),
  };
}

/** Some more of everything. */
function goOn(world: DataCenter): void {
  advance(world, 123);
  apply(
    world,
    { kind: 'vm.migrate', vm: 'cache', to: 'beta', parameters: { stopRule: 'fixed-rounds', rounds: 3 } },
    { kind: 'vm.resume', vm: 'counter' },
  );
  advance(world, 2000);
  apply(
    world,
    { kind: 'snapshot.rollback', vm: 'counter', snapshot: 'snapshot-1' },
    { kind: 'vm.snapshot', vm: 'web' },
    { kind: 'vm.start', vm: 'spare' },
  );
  advance(world, 1000);
}

describe('a restored world', () => {
  test('is the one that was saved', () => {
    const world = eventfulWorld();
    expect(view(storedAndRestored(world))).toEqual(view(world));
  });

  test('goes on as if it had never stopped', () => {
    const world = eventfulWorld();
    const restored = storedAndRestored(world);
    goOn(world);
    goOn(restored);
    expect(view(restored)).toEqual(view(world));
  });

  test('saves as the very same again', () => {
    const saved = eventfulWorld().save();
    expect(DataCenter.restore(saved).save()).toEqual(saved);
  });

  test('goes on exactly where throttling had left off', () => {
    const throttled = (world: DataCenter): void => {
      const throttle = { initialPercent: 33, incrementPercent: 1, maximumPercent: 99, tailSlow: false, triggerPercent: 1 };
      const parameters = { maxBandwidthBytesPerSecond: 410_400, downtimeLimitMilliseconds: 1, throttle };
      apply(world, { kind: 'vm.migrate', vm: 'cache', to: 'beta', parameters });
      advance(world, 77_777.777777);
      expect(vmOf(world, 'cache').guestStepsPerSecond).toBeLessThan(3000);
      apply(world, { kind: 'vm.cancelMigration', vm: 'cache' });
    };
    const world = eventfulWorld();
    throttled(world);
    const restored = storedAndRestored(world);
    throttled(world);
    throttled(restored);
    expect(view(restored)).toEqual(view(world));
  });

  test('of an empty world is empty', () => {
    const restored = storedAndRestored(new DataCenter(42));
    expect(restored.seed).toBe(42);
    expect(restored.inventory()).toMatchObject({ seed: 42, time: 0, hosts: [], links: [] });
  });

  test('keeps a link down that was down', () => {
    const world = threeHosts();
    apply(world, { kind: 'link.edit', between: ['alpha', 'beta'], up: false });
    expect(storedAndRestored(world).inventory().links).toMatchObject([{ between: ['alpha', 'beta'], up: false }]);
  });
});

/** How many different leaves of page tables and states there are in a saved world. */
function partsOf({ tables, states }: SavedWorld): number {
  const directories = new Set([...tables.values()].flatMap(({ root }) => root.directories));
  const leaves = new Set([...directories].flatMap((directory) => directory?.leaves ?? []));
  leaves.delete(undefined);
  return leaves.size + states.size;
}

describe('saving', () => {
  test('does not disturb the world, which goes on as if nothing had happened', () => {
    const disturbed = eventfulWorld();
    disturbed.save();
    const undisturbed = eventfulWorld();
    goOn(disturbed);
    goOn(undisturbed);
    expect(view(disturbed)).toEqual(view(undisturbed));
  });

  test('keeps the moment: what the world does afterwards does not reach what was saved', () => {
    const world = eventfulWorld();
    const before = view(world);
    const saved = world.save();
    goOn(world);
    expect(view(DataCenter.restore(saved))).toEqual(before);
  });

  test('stores what snapshots share only once', () => {
    const world = worldWithWriter();
    const leavesOf = (): number => partsOf(world.save());
    // 256 pages are one leaf; the vCPU is another.
    expect(leavesOf()).toBe(2);
    for (let snapshot = 0; snapshot < 5; snapshot++) {
      apply(world, { kind: 'vm.pause', vm: 'web' }, { kind: 'vm.snapshot', vm: 'web' }, { kind: 'vm.resume', vm: 'web' });
    }
    // 5 snapshots of one moment share a leaf and the state of a vCPU; the VM has run on since, without a write.
    expect(leavesOf()).toBe(3);
    advance(world, 1000);
    expect(leavesOf()).toBe(4);
  });

  test('names what has not changed as the save before did, so that nothing else is new', () => {
    const world = eventfulWorld();
    const first = world.save();
    expect(world.save()).toEqual(first);
    apply(world, { kind: 'snapshot.rename', vm: 'web', snapshot: 'snapshot-1', name: 'renamed' });
    const second = world.save();
    expect([...second.tables.keys()]).toEqual([...first.tables.keys()]);
    for (const [number, { root }] of second.tables) expect(root).toBe(first.tables.get(number)!.root);
    expect(second.header.replace('"renamed"', '"web early"')).toBe(first.header);
  });

  test('stores a leaf that two page tables share only once, also where they differ in others', () => {
    const world = threeHosts();
    const guest = { kind: 'sequential', pagesPerSecond: 20, workingSetPages: 8 } as const;
    apply(
      world,
      { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 8 * MEBIBYTE, guest },
      { kind: 'vm.start', vm: 'web' },
    );
    advance(world, 500);
    apply(world, { kind: 'vm.pause', vm: 'web' }, { kind: 'vm.snapshot', vm: 'web' }, { kind: 'vm.resume', vm: 'web' });
    advance(world, 500);
    // 2048 pages are two leaves. The guest writes to the first, which is there as it was and as it is; and two vCPUs.
    expect(partsOf(world.save())).toBe(5);
  });
});

describe('a migration under way when the world is saved', () => {
  function savedInMidMigration(milliseconds: number): DataCenter {
    const world = worldWithWriter();
    apply(world, {
      kind: 'vm.migrate',
      vm: 'web',
      to: 'beta',
      parameters: { maxBandwidthBytesPerSecond: 410_400, downtimeLimitMilliseconds: 30 },
    });
    advance(world, milliseconds);
    return storedAndRestored(world);
  }

  test.each([
    ['in the rounds', 1000],
    ['while the VM stands still', 2602],
  ])('%s has failed in the restored one, and the source goes on', (_when, milliseconds) => {
    const world = savedInMidMigration(milliseconds);
    expect(only(world.trace, 'migration.failed')).toMatchObject([
      { migration: 'migration-1', reason: 'VirtLab was closed while the migration ran; the VM goes on at alpha.' },
    ]);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'alpha', state: 'running', migration: { status: 'failed' } });
    expect(world.inventory().hosts[1]?.freeBytes).toBe(1024 * MEBIBYTE);
    const steps = vmOf(world, 'web').guestSteps;
    expect(advance(world, 5000)).toEqual([]);
    expect(vmOf(world, 'web').guestSteps).toBe(steps + 100);
  });

  test('in post-copy is broken off where the VM is, with all its memory', () => {
    const world = worldWithWriter();
    advance(world, 1000);
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { strategy: 'post-copy' } });
    advance(world, 5);
    const restored = storedAndRestored(world);
    expect(only(restored.trace, 'migration.failed')).toMatchObject([
      { reason: 'VirtLab was closed while the migration ran; the VM goes on at beta.' },
    ]);
    expect(vmOf(restored, 'web')).toMatchObject({ host: 'beta', state: 'running', guestSteps: 20 });
    // The same as in the world that went on, once all pages have come.
    advance(world, 1000);
    advance(restored, 1000);
    expect(restored.stateHash('web')).toBe(world.stateHash('web'));
  });

  test('is told by the monitor with what XBZRLE had done', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { maxBandwidthBytesPerSecond: 410_400, xbzrleCacheBytes: 65_536 } });
    advance(world, 1000);
    const { figures } = vmOf(world, 'web').migration ?? {};
    expect(figures?.xbzrle).toMatchObject({ cacheSize: 65_536, pages: 0 });
    expect(vmOf(storedAndRestored(world), 'web').migration?.figures).toEqual(figures);
  });

  test('may be begun again', () => {
    const world = savedInMidMigration(1000);
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    advance(world, 1000);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', migration: { id: 'migration-2', status: 'completed' } });
  });
});

describe('a drain under way when the world is saved', () => {
  /** The writer and an idle VM leave alpha, one after the other. */
  function drainingWorld(strategy: 'pre-copy' | 'post-copy'): DataCenter {
    const world = worldWithWriter();
    apply(
      world,
      { kind: 'vm.create', vm: 'mail', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' } },
      { kind: 'vm.start', vm: 'mail' },
      { kind: 'host.drain', host: 'alpha', parallel: 1, parameters: { strategy } },
    );
    return world;
  }

  const reason = 'VirtLab was closed before it had moved.';

  test('has ended in the restored one, which tells what is left', () => {
    const world = drainingWorld('pre-copy');
    advance(world, 5);
    const restored = storedAndRestored(world);
    expect(restored.trace.slice(-2)).toMatchObject([
      { kind: 'migration.failed', migration: 'migration-1' },
      { kind: 'host.drain-ended', host: 'alpha', moved: [], left: [{ vm: 'web', reason }, { vm: 'mail', reason }] },
    ]);
    expect(restored.inventory().hosts[0]?.draining).toBe(false);
    expect(only(storedAndRestored(restored).trace, 'host.drain-ended')).toHaveLength(1);
  });

  test('has moved what runs elsewhere already, and does not speak of what is gone', () => {
    const world = drainingWorld('post-copy');
    advance(world, 5);
    apply(world, { kind: 'vm.stop', vm: 'mail' }, { kind: 'vm.delete', vm: 'mail' });
    expect(only(storedAndRestored(world).trace, 'host.drain-ended')).toMatchObject([{ moved: ['web'], left: [] }]);
  });
});

describe('a snapshot or roll back under way when the world is saved', () => {
  /** A VM with a snapshot of its first second, at 2 s; something was begun, and so long ago. */
  function savedAfter(kind: 'vm.snapshot' | 'snapshot.rollback', milliseconds: number): DataCenter {
    const world = worldWithWriter();
    advance(world, 1000);
    apply(world, { kind: 'vm.snapshot', vm: 'web', name: 'early' });
    advance(world, 1000);
    apply(world, { kind: 'vm.snapshot', vm: 'web', name: 'late' });
    advance(world, 1000);
    apply(world, kind === 'vm.snapshot' ? { kind, vm: 'web' } : { kind, vm: 'web', snapshot: 'snapshot-1' });
    advance(world, milliseconds);
    return storedAndRestored(world);
  }

  test('while a snapshot is being taken: it has failed, and the VM runs on', () => {
    const world = savedAfter('vm.snapshot', 0.5);
    expect(world.trace.at(-1)).toMatchObject({
      kind: 'snapshot.failed',
      vm: 'web',
      reason: 'VirtLab was closed before it was done.',
    });
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', guestSteps: 59, currentSnapshot: 'snapshot-2' });
    apply(world, { kind: 'vm.snapshot', vm: 'web' });
    expect(only(advance(world, 10), 'snapshot.taken')).toHaveLength(1);
  });

  test('while the VM is being stopped for a roll back: that has failed, and the VM is as it was', () => {
    const world = savedAfter('snapshot.rollback', 0.5);
    expect(world.trace.at(-1)).toMatchObject({ kind: 'snapshot.failed', vm: 'web' });
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', guestSteps: 59, currentSnapshot: 'snapshot-2' });
  });

  test('while the state is being loaded: the VM is rolled back', () => {
    const world = savedAfter('snapshot.rollback', 1);
    expect(world.trace.at(-1)).toMatchObject({ kind: 'snapshot.rolled-back', vm: 'web', snapshot: 'snapshot-1' });
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', guestSteps: 20, currentSnapshot: 'snapshot-1' });
  });
});

describe('a damaged world is refused with one sentence', () => {
  function refusal(damage: (saved: SavedWorld) => unknown): string {
    const saved = eventfulWorld().save();
    try {
      DataCenter.restore({ ...saved, ...(damage(saved) as SavedWorld) });
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('The damaged world was restored.');
  }

  function withHeader(change: (header: SavedHeader) => unknown): (saved: SavedWorld) => unknown {
    return (saved) => {
      const header = JSON.parse(saved.header) as SavedHeader;
      return { header: JSON.stringify({ ...header, ...(change(header) as SavedHeader) }) };
    };
  }

  test('of another format', () => {
    expect(refusal(() => ({ version: 3 }))).toBe(
      'The saved world has format 3, and this VirtLab reads format 2: update VirtLab to open it.',
    );
  });

  test('with a header that is not JSON', () => {
    expect(refusal((saved) => ({ header: saved.header.slice(0, -10) }))).toBe(
      'The saved world is damaged: its header is not JSON.',
    );
  });

  test.each(['null', '{}', '[]', '7', '{"vms":[]}'])('with the header %s, which lacks what a header has', (header) => {
    expect(refusal(() => ({ header }))).toBe('The saved world is damaged: its header is not complete.');
  });

  test('with a page table or a state missing', () => {
    const sentence = /^The saved world is damaged: part \d+ is missing\.$/;
    expect(refusal(() => ({ tables: new Map() }))).toMatch(sentence);
    expect(refusal(() => ({ states: new Map() }))).toMatch(sentence);
    expect(refusal(({ states }) => ({ states: new Map([...states].slice(0, -1)) }))).toMatch(sentence);
  });

  test('with a leaf that is cut short, or of the wrong kind', () => {
    const sentence = 'The saved world is damaged: a part of its memory has the wrong size or kind.';
    const replaceFirst = (data: Uint32Array | Uint8Array) => ({ tables }: SavedWorld) => {
      const [[number, table]] = [...tables] as [[number, PageTableImage]];
      const root = { owner: null, directories: [{ owner: null, leaves: [{ data }] }] };
      return { tables: new Map([...tables, [number, { ...table, root }]]) };
    };
    expect(refusal(replaceFirst(new Uint32Array(1023)))).toBe(sentence);
    expect(refusal(replaceFirst(new Uint8Array(1024)))).toBe(sentence);
  });

  test('with a device state that is not one', () => {
    const replaceLast = (state: unknown) => ({ states }: SavedWorld) => {
      // The last VM of all is the spare one, and its vCPU is the last state.
      return { states: new Map([...states, [[...states.keys()].at(-1), state]] as never) };
    };
    expect(refusal(replaceLast(new Uint32Array(20)))).toBe(
      'The saved world is damaged: a device state is not made of bytes.',
    );
    expect(refusal(replaceLast(new Uint8Array(79)))).toBe(
      'The saved world is damaged: a device state is cut short.',
    );
  });

  test('with memory of another size than its VM', () => {
    const enlarge = ({ tables }: SavedWorld) => ({
      tables: new Map(Array.from(tables, ([number, table]) => [number, { ...table, pageCount: table.pageCount + 1 }])),
    });
    expect(refusal(enlarge)).toBe('The saved world is damaged: the memory of VM "web" does not fit its settings.');
  });

  test('with a VM on a host that is not there', () => {
    expect(refusal(withHeader(() => ({ hosts: [] })))).toBe(
      'The saved world is damaged: VM "web" is on host "beta", which is not there.',
    );
  });
});
