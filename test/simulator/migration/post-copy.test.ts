import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../../src/simulator/datacenter/events.ts';
import { World } from '../../../src/simulator/datacenter/world.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import type { MigrationParameters } from '../../../src/simulator/migration/parameters.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf, worldWithWriter } from '../datacenter/worlds.ts';

/**
 * Worked out by hand, as in pre-copy.test.ts. Setting up takes 1 ms and stopping 0.7. Then 32 bytes say which of the 256
 * pages are missing, 34900 are the device state: at 8 ns a byte these take 279456 ns, 100 microseconds on the way, 700
 * to load, and 100 back. So the guest runs at the destination, and the push begins, at 2879456 ns.
 */
const HANDED_OVER = 1_700_000 + 279_456 + 900_000;

function migrate(world: DataCenter, milliseconds: number, parameters: Partial<MigrationParameters> = {}): WorldEvent[] {
  const all = { strategy: 'post-copy', ...parameters } as const;
  return [...apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: all }), ...advance(world, milliseconds)];
}

/** A VM of 256 pages that writes its last page every millisecond. */
function worldWithBusyLastPage(): DataCenter {
  const world = threeHosts();
  const guest = { kind: 'sequential', pagesPerSecond: 1000, workingSetPages: 1, firstPage: 255 } as const;
  apply(
    world,
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest },
    { kind: 'vm.start', vm: 'web' },
  );
  return world;
}

describe('a guest that touches nothing while its memory follows', () => {
  test('stands still only for its registers', () => {
    const [completed] = only(migrate(worldWithWriter(), 100), 'migration.completed');
    expect(completed?.downtimeBreakdown).toEqual({ stop: 700_000, lastCopy: 0, deviceState: 1_179_456, resume: 0 });
    expect(completed?.figures).toMatchObject({ downtime: 1_879_456, postcopyRequests: 0, postcopyBlockedTime: 0 });
  });

  test('gets every page once, after it has moved', () => {
    const [completed] = only(migrate(worldWithWriter(), 100), 'migration.completed');
    expect(completed?.figures).toMatchObject({
      normalPages: 256,
      transferredBytes: 1_050_624,
      precopyBytes: 0,
      downtimeBytes: 0,
      postcopyBytes: 1_050_624,
      dirtySyncCount: 2,
      remainingBytes: 0,
      // 1050624 bytes at 8 ns, and the link there and back.
      totalTime: HANDED_OVER + 8_404_992 + 200_000,
    });
  });

  test('goes through the phases in order', () => {
    const events = migrate(worldWithWriter(), 100);
    expect(only(events, 'migration.phase').map((event) => [event.phase, event.time])).toEqual([
      ['setup', 0],
      ['stop-and-copy', 1_000_000],
      ['post-copy', HANDED_OVER],
    ]);
    expect(only(events, 'migration.destination-running')[0]?.time).toBe(HANDED_OVER);
  });

  test('runs on afterwards, though no page fault ever stopped it', () => {
    const world = worldWithWriter();
    migrate(world, 1000);
    // It has stood still for 1.9 ms, so that the write of 1000 ms is still to come.
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', state: 'running', guestSteps: 19 });
    advance(world, 5000);
    expect(vmOf(world, 'web').guestSteps).toBe(119);
  });
});

describe('a guest that touches a page that is not there', () => {
  test('asks for it and stands still until it comes', () => {
    const world = worldWithBusyLastPage();
    const events = migrate(world, 100);
    // Its second write is due a millisecond after it runs again. The request is at the source 100 microseconds later.
    // By then 7 batches of 16 pages (65664 bytes) have been handed to the link; the seventh is accepted when all but the
    // buffer has left, (459648 - 262144) * 8 = 1580032 ns after the push began. Only then the page goes out, behind
    // them: its last byte leaves (459648 + 4104) * 8 = 3710016 ns after the push began.
    const touched = HANDED_OVER + 1_000_000;
    const arrived = HANDED_OVER + 3_710_016 + 100_000;
    expect(only(events, 'migration.page-fault')).toMatchObject([{ time: touched, page: 255 }]);
    expect(only(events, 'migration.page-arrived')).toMatchObject([
      { time: arrived, page: 255, blocked: arrived - touched },
    ]);
    expect(only(events, 'migration.completed')[0]?.figures).toMatchObject({
      postcopyRequests: 1,
      postcopyBlockedTime: arrived - touched,
      normalPages: 256,
    });
  });

  test('has lost the time it stood still, and nothing else', () => {
    const world = worldWithBusyLastPage();
    migrate(world, 1.9);
    expect(vmOf(world, 'web').guestSteps).toBe(1);
    // The page comes at 6.689 ms; that write is made then, and the next ones every millisecond.
    advance(world, 4.7);
    expect(vmOf(world, 'web').guestSteps).toBe(1);
    advance(world, 1);
    expect(vmOf(world, 'web').guestSteps).toBe(2);
    advance(world, 10);
    expect(vmOf(world, 'web').guestSteps).toBe(12);
  });

  test('gets it at once where the push is capped: a page that is asked for does not wait for the cap', () => {
    const events = migrate(worldWithBusyLastPage(), 10_000, { maxPostCopyBandwidthBytesPerSecond: 410_400 });
    const [arrived] = only(events, 'migration.page-arrived');
    // The first 16 pages of the push are long gone: the request, 4104 bytes at 8 ns, and the page's way.
    expect(arrived?.blocked).toBe(100_000 + 32_832 + 100_000);
    expect(only(events, 'migration.completed')).toHaveLength(1);
  });
});

test('a computing guest comes to the same result as if it had stayed', () => {
  const run = (moves: boolean): string => {
    const world = threeHosts();
    const guest = { kind: 'counter', countsPerSecond: 10_000 } as const;
    apply(
      world,
      { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 2 * MEBIBYTE, guest },
      { kind: 'vm.start', vm: 'web' },
    );
    advance(world, 200);
    if (moves) {
      const faults = only(migrate(world, 0), 'migration.page-fault');
      expect(faults).toEqual([]);
    }
    while (vmOf(world, 'web').guestSteps < 3000) advance(world, 0.1);
    expect(vmOf(world, 'web')).toMatchObject({ host: moves ? 'beta' : 'alpha', guestSteps: 3000 });
    if (moves) expect(only(world.trace, 'migration.page-fault').length).toBeGreaterThan(0);
    apply(world, { kind: 'vm.pause', vm: 'web' });
    // The hash of memory, without that of the vCPU, which has its time.
    return world.stateHash('web').slice(0, 16);
  };
  expect(run(true)).toBe(run(false));
});

test('a paused VM arrives paused with all its memory', () => {
  const world = worldWithWriter();
  advance(world, 1000);
  apply(world, { kind: 'vm.pause', vm: 'web' });
  const hash = world.stateHash('web');
  expect(only(migrate(world, 100), 'migration.completed')).toHaveLength(1);
  expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', state: 'paused' });
  expect(world.stateHash('web')).toBe(hash);
  apply(world, { kind: 'vm.resume', vm: 'web' });
  advance(world, 1000);
  expect(vmOf(world, 'web').guestSteps).toBe(40);
});

describe('a link that goes down in post-copy', () => {
  const cable = (up: boolean) => ({ kind: 'link.edit', between: ['alpha', 'beta'], up }) as const;

  /** At 5 ms, when 3 batches of 16 pages have arrived and 9 have been handed to the link. */
  function brokenPostCopy(): { world: DataCenter; events: WorldEvent[] } {
    const world = worldWithWriter();
    migrate(world, 5);
    return { world, events: apply(world, cable(false)) };
  }

  test('pauses the migration: each side has a part that the other lacks', () => {
    const { world, events } = brokenPostCopy();
    expect(only(events, 'migration.postcopy-paused')).toMatchObject([
      { reason: 'The link between alpha and beta went down.', missingPages: 208 },
    ]);
    expect(advance(world, 1000).map((event) => event.kind)).toEqual(['migration.page-fault']);
    // It ran for 50 ms in all; the page of its first write is missing, and nobody brings it.
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', guestSteps: 0, migration: { status: 'active', awaitsRecovery: true } });
    expect(world.inventory().hosts.map((host) => host.freeBytes / MEBIBYTE)).toEqual([1023, 1023, 1024]);
  });

  test('can be recovered over the repaired link; what was under way is sent again', () => {
    const { world } = brokenPostCopy();
    advance(world, 95);
    apply(world, cable(true));
    expect(apply(world, { kind: 'vm.recoverMigration', vm: 'web' })).toMatchObject([
      { time: 100_000_000, kind: 'migration.postcopy-recovered', missingPages: 208 },
    ]);
    const [completed] = only(advance(world, 100), 'migration.completed');
    // 208 pages at 8 ns a byte, and the link there and back; 144 had been sent before, 96 of them in vain.
    expect(completed).toMatchObject({ time: 100_000_000 + 6_829_056 + 200_000 });
    expect(completed?.figures.normalPages).toBe(144 + 208);
    advance(world, 1000);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', state: 'running' });
    expect(vmOf(world, 'web').guestSteps).toBeGreaterThan(19);
  });

  test('asks again for the page that the guest stands still for: the request may have been lost', () => {
    const world = worldWithBusyLastPage();
    // The guest touches the page a millisecond after it runs again; the request is still on its way.
    migrate(world, 3.9, { maxPostCopyBandwidthBytesPerSecond: 410_400 });
    apply(world, cable(false));
    advance(world, 96.1);
    apply(world, cable(true), { kind: 'vm.recoverMigration', vm: 'web' });
    // The push begins anew with 16 pages, more than its cap lets through in 100 ms. The request comes 100 microseconds
    // later; the page goes at once, behind them: 65664 + 4104 bytes at 8 ns.
    const events = advance(world, 50);
    expect(events).toMatchObject([{ time: 100_000_000 + 558_144 + 100_000, kind: 'migration.page-arrived', page: 255 }]);
  });

  test('cannot be recovered while it is down, nor when nothing is paused', () => {
    const { world } = brokenPostCopy();
    const recover = { kind: 'vm.recoverMigration', vm: 'web' } as const;
    expect(refusalOf(world, recover)).toBe('The link between alpha and beta is down: bring it up first.');
    const healthy = worldWithWriter();
    expect(refusalOf(healthy, recover)).toBe('VM "web" is not migrating.');
    migrate(healthy, 5);
    expect(refusalOf(healthy, recover)).toBe(
      'The migration of VM "web" is not paused, so there is nothing to recover.',
    );
  });
});

describe('once the machine has moved', () => {
  test('there is no way back: cancelling is refused', () => {
    const world = worldWithWriter();
    migrate(world, 5);
    expect(refusalOf(world, { kind: 'vm.cancelMigration', vm: 'web' })).toBe(
      'VM "web" runs on beta already and its memory follows: post-copy cannot be cancelled without losing the VM.',
    );
  });

  test('the host it came from cannot be removed', () => {
    const world = worldWithWriter();
    migrate(world, 5);
    expect(refusalOf(world, { kind: 'host.remove', host: 'alpha' })).toBe(
      'Host "alpha" still has memory of VM "web", which is migrating: wait for it before you remove the host.',
    );
  });

  test.each([
    ['alpha', 'part of its memory was still on alpha when post-copy broke off'],
    ['beta', 'it ran on beta when post-copy broke off, and alpha had only memory from before it moved'],
  ])('losing %s loses the VM', (host, reason) => {
    const inside = new World(1);
    const world = worldWithWriter(new DataCenter(1, inside));
    const source = inside.vm('web').machine;
    migrate(world, 5);
    const events = apply(world, { kind: 'host.fail', host });
    // It must not run there again: it would be an older state of itself.
    expect(source.isRunning).toBe(false);
    expect(events).toMatchObject([
      { kind: 'host.failed', host },
      { kind: 'migration.failed', reason: `Host ${host} failed.` },
      { kind: 'vm.lost', vm: 'web', reason },
    ]);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', state: 'stopped', migration: { status: 'failed' } });
    expect(advance(world, 1000)).toEqual([]);
  });

  test('before that, cancelling and losing the destination leave the source unharmed', () => {
    for (const command of [{ kind: 'vm.cancelMigration', vm: 'web' }, { kind: 'host.fail', host: 'beta' }] as const) {
      const world = worldWithWriter();
      migrate(world, 2.5);
      apply(world, command);
      advance(world, 1000);
      expect(vmOf(world, 'web')).toMatchObject({ host: 'alpha', state: 'running', guestSteps: 20 });
    }
  });
});

describe('a hybrid migration', () => {
  const SLOW = { strategy: 'hybrid', maxBandwidthBytesPerSecond: 410_400, downtimeLimitMilliseconds: 0 } as const;

  function phases(events: readonly WorldEvent[]): (string | number)[][] {
    return only(events, 'migration.phase').map((event) => [event.phase, event.time / 1e6]);
  }

  test('goes over to post-copy after so many rounds', () => {
    const events = migrate(worldWithWriter(), 3000, { ...SLOW, postCopyAfterRounds: 1 });
    // The first round ends at 2501 ms, and with the 8 pages of the log the second begins; post-copy takes over at the
    // next look, at 2601 ms, when 4 of them have been sent and 2 more were written.
    expect(phases(events).slice(0, 3)).toEqual([
      ['setup', 0],
      ['pre-copy', 1],
      ['stop-and-copy', 2601],
    ]);
    expect(phases(events)[3]?.[0]).toBe('post-copy');
    expect(only(events, 'migration.source-paused')).toMatchObject([{ newDirtyPages: 2, pendingBytes: 6 * 4096 }]);
    expect(only(events, 'migration.completed')[0]?.figures).toMatchObject({
      normalPages: 256 + 4 + 6,
      precopyBytes: 260 * 4104,
      postcopyBytes: 6 * 4104,
    });
  });

  test('goes over when it is asked to', () => {
    const world = worldWithWriter();
    migrate(world, 1000, { ...SLOW, postCopyAfterRounds: 0 });
    expect(apply(world, { kind: 'vm.startPostCopy', vm: 'web' })).toEqual([]);
    // At the next look, at 1001 ms, when 100 of the 256 pages have been sent.
    const events = advance(world, 100);
    expect(phases(events)[0]).toEqual(['stop-and-copy', 1001]);
    expect(only(events, 'migration.completed')[0]?.figures).toMatchObject({ precopyBytes: 100 * 4104 });
  });

  test('ends as pre-copy does where the rounds converge first', () => {
    const events = migrate(worldWithWriter(), 3000, { ...SLOW, downtimeLimitMilliseconds: 30, postCopyAfterRounds: 0 });
    expect(phases(events).map(([phase]) => phase)).toEqual(['setup', 'pre-copy', 'stop-and-copy', 'resume']);
  });

  test('can be asked only of a hybrid migration, and once', () => {
    const world = worldWithWriter();
    const start = { kind: 'vm.startPostCopy', vm: 'web' } as const;
    expect(refusalOf(world, start)).toBe('VM "web" is not migrating.');
    migrate(world, 5, { ...SLOW, strategy: 'pre-copy' });
    expect(refusalOf(world, start)).toBe(
      'The migration of VM "web" was not started as hybrid, so it cannot go over to post-copy.',
    );
    const hybrid = worldWithWriter();
    migrate(hybrid, 1000, SLOW);
    apply(hybrid, start);
    advance(hybrid, 5);
    expect(refusalOf(hybrid, start)).toBe('VM "web" is in post-copy already.');
  });
});
