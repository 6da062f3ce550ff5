import { describe, expect, test } from 'vitest';
import type { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../../src/simulator/datacenter/events.ts';
import type { MigrationParameters } from '../../../src/simulator/migration/parameters.ts';
import { advance, apply, only, threeHosts, worldWithWriter } from '../datacenter/worlds.ts';

/**
 * Small migrations of a VM of 256 pages, worked out by hand. Setting up takes 1 ms, stopping 0.7 ms, loading the device
 * state of 34900 bytes 0.7 ms. The link carries 125 bytes a microsecond, is 100 microseconds long, and has a buffer of
 * 262144 bytes, in which 63.9 pages of 4104 bytes on the wire have room.
 */
const KIBIBYTES = 1024;
const PAGE = 4096;

function migrate(world: DataCenter, parameters: Partial<MigrationParameters>, milliseconds = 10_000): WorldEvent[] {
  return [...apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters }), ...advance(world, milliseconds)];
}

/** Every sync as [time in microseconds, round that begins, pages not pending before, bytes pending now]. */
function rounds(events: readonly WorldEvent[]): number[][] {
  return only(events, 'migration.round').map((event) => [
    event.time / 1000,
    event.round,
    event.newDirtyPages,
    event.pendingBytes,
  ]);
}

/** Every look as time in milliseconds, pages pending, and verdict. */
function looks(events: readonly WorldEvent[]): [number, number, string][] {
  return only(events, 'migration.decision').map((event) => [event.time / 1e6, event.pendingBytes / PAGE, event.verdict]);
}

describe('an idle guest', () => {
  function idleMigration(): WorldEvent[] {
    const world = threeHosts();
    apply(
      world,
      { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 1024 * KIBIBYTES, guest: { kind: 'idle' } },
      { kind: 'vm.start', vm: 'web' },
    );
    return migrate(world, {});
  }

  test('is sent once; its dirty log is looked at 3 times, as on a real one', () => {
    const [completed] = only(idleMigration(), 'migration.completed');
    expect(completed?.figures).toMatchObject({
      normalPages: 256,
      zeroPages: 0,
      transferredBytes: 1_050_624,
      dirtySyncCount: 3,
      remainingBytes: 0,
    });
  });

  test('stands still for as long as stopping, draining the link and loading take', () => {
    const [completed] = only(idleMigration(), 'migration.completed');
    // The last page is accepted when all but the buffer has left: (1050624 - 262144) / 0.125 ns after the setup. Then
    // nothing is pending, and the machine is stopped. The device state fits into the buffer; its last byte leaves
    // 1085524 / 0.125 ns after the setup.
    const lastPageAccepted = 1_000_000 + 6_307_840;
    const lastByteLeft = 1_000_000 + 8_684_192;
    expect(completed?.downtimeBreakdown).toEqual({
      stop: 700_000,
      lastCopy: 0,
      // 100 microseconds on the way, 700 to load, and 100 back.
      deviceState: lastByteLeft + 900_000 - (lastPageAccepted + 700_000),
      resume: 0,
    });
    expect(completed?.figures).toMatchObject({
      setupTime: 1_000_000,
      downtime: lastByteLeft + 900_000 - lastPageAccepted,
      totalTime: lastByteLeft + 900_000,
    });
  });

  test('goes through the phases in order, in one round', () => {
    const events = idleMigration();
    expect(only(events, 'migration.phase').map((event) => [event.phase, event.time])).toEqual([
      ['setup', 0],
      ['pre-copy', 1_000_000],
      ['stop-and-copy', 7_307_840],
      ['resume', 10_584_192],
    ]);
    expect(rounds(events)).toEqual([[1000, 1, 256, 256 * PAGE]]);
  });
});

describe('a guest that writes 20 pages a second, 8 in turn, over a migration capped at 10 pages in 100 ms', () => {
  /** 30 ms at 410400 bytes a second are 12312 bytes: 3 pages fit, 4 do not. */
  const parameters = { maxBandwidthBytesPerSecond: 410_400, downtimeLimitMilliseconds: 30 };

  test('needs two rounds: one for everything, one for the 8 pages', () => {
    // Pages 0 to 249 are sent in the windows that begin at 1, 101, ..., 2401 ms, the last 6 at 2501. Nothing is pending
    // then, so the log is taken: the guest has made 50 writes, and all its 8 pages are dirty. 4 of them still go in this
    // window, 4 in the next, at 2601. Writes 51 and 52, at 2550 and 2600, went to pages 102 and 103; 2 pages are few
    // enough.
    expect(rounds(migrate(worldWithWriter(), parameters))).toEqual([
      [1000, 1, 256, 256 * PAGE],
      [2_501_000, 2, 8, 8 * PAGE],
    ]);
  });

  test('is looked at when a window begins and when nothing is left', () => {
    const all = looks(migrate(worldWithWriter(), parameters));
    expect(all).toHaveLength(29);
    expect(all.slice(0, 3)).toEqual([
      [1, 256, 'send'],
      [101, 246, 'send'],
      [201, 236, 'send'],
    ]);
    expect(all.slice(-5)).toEqual([
      [2401, 16, 'send'],
      [2501, 6, 'send'],
      [2501, 8, 'sync'],
      [2601, 4, 'send'],
      [2601, 2, 'switch-over'],
    ]);
  });

  test('sends 256, 8 and 2 pages; the stop phase goes at link speed', () => {
    const events = migrate(worldWithWriter(), parameters);
    const [completed] = only(events, 'migration.completed');
    expect(only(events, 'migration.source-paused')).toMatchObject([
      { time: 2_601_700_000, newDirtyPages: 0, pendingBytes: 2 * PAGE, transferredBytes: 264 * 4104 },
    ]);
    expect(completed?.figures).toMatchObject({
      normalPages: 266,
      transferredBytes: 1_091_664,
      precopyBytes: 1_083_456,
      downtimeBytes: 8208,
      dirtySyncCount: 4,
      megabitsPerSecond: 3.2832,
      // 8208 + 34900 bytes leave within 344864 ns of the pause; 100 microseconds on the way, 700 to load, 100 back.
      downtime: 700_000 + 344_864 + 900_000,
      totalTime: 2_601_000_000 + 700_000 + 344_864 + 900_000,
    });
  });

  test('measures what a window carried, and decides by it', () => {
    const decisions = only(migrate(worldWithWriter(), parameters), 'migration.decision');
    expect(decisions[0]).toMatchObject({ thresholdBytes: 0, bandwidthBytesPerSecond: 0 });
    expect(decisions.at(-1)).toMatchObject({ thresholdBytes: 12_312, bandwidthBytesPerSecond: 410_400 });
  });

  test('ends a round with what may be left, if the downtime limit is longer', () => {
    // 75 ms are 30780 bytes, 7.5 pages: the 6 pages that are pending at 2501 ms end the first round, but with the 8 that
    // the log brings there are 14. 10 of them go at 2501, in the order of the scan: the 6, then pages 100 to 103. The 4
    // pending at 2601 end the second round; pages 102 and 103, sent and written again, make them 6, which is few enough.
    const events = migrate(worldWithWriter(), { ...parameters, downtimeLimitMilliseconds: 75 });
    expect(looks(events).slice(-3)).toEqual([
      [2401, 16, 'send'],
      [2501, 14, 'sync'],
      [2601, 6, 'switch-over'],
    ]);
  });

  test('and arrives as it was at the pause, then runs on', () => {
    const world = worldWithWriter();
    migrate(world, parameters, 2602);
    // 52 writes in the 2601 ms at the source; at the destination it goes on at 2602.945 ms.
    const web = () => world.inventory().hosts[1]?.vms[0];
    advance(world, 1);
    expect(web()).toMatchObject({ name: 'web', state: 'running', guestSteps: 52 });
    advance(world, 49);
    expect(web()).toMatchObject({ guestSteps: 53 });
  });
});

describe('a guest that never stops writing', () => {
  test('is migrated for ever: what one round brings is never few enough', () => {
    const world = threeHosts();
    apply(
      world,
      {
        kind: 'vm.create',
        vm: 'web',
        host: 'alpha',
        memoryBytes: 1024 * KIBIBYTES,
        guest: { kind: 'sequential', pagesPerSecond: 10_000, workingSetPages: 100 },
      },
      { kind: 'vm.start', vm: 'web' },
    );
    const events = migrate(world, { maxBandwidthBytesPerSecond: 410_400, downtimeLimitMilliseconds: 30 }, 60_000);
    expect(only(events, 'migration.completed')).toEqual([]);
    // All 100 pages are dirty at each sync; they take 1 s. The first round takes 2.5 s.
    expect(only(events, 'migration.round').slice(1).every((event) => event.pendingBytes === 100 * PAGE)).toBe(true);
    expect(only(events, 'migration.round')).toHaveLength(59);
  });
});

describe('without a cap', () => {
  test('the engine looks after 50 ms, and at the clock after 1 page and then every 64', () => {
    // A link of one page in a millisecond; the buffer holds 63.875243 pages, so n pages are accepted n - 63.875243 ms
    // after the setup. The first iteration sends 1 page, then 64: accepted after 1.12 ms; then 64 more: after 65.12 ms,
    // which is more than 50. The second sends 1 page and 64.
    const world = worldWithWriter();
    apply(world, { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 4_104_000, latencyNanoseconds: 0 });
    const events = migrate(world, { maxBandwidthBytesPerSecond: 0, downtimeLimitMilliseconds: 1 });
    expect(looks(events).slice(0, 3)).toEqual([
      [1, 256, 'send'],
      [66.124757, 127, 'send'],
      [131.124757, 62, 'send'],
    ]);
    // A window closes at the first look after 100 ms: 194 pages in 130124757 ns.
    expect(only(events, 'migration.progress')[0]).toMatchObject({
      time: 131_124_757,
      bandwidthBytesPerSecond: (194 * 4104 * 1e9) / 130_124_757,
    });
  });
});

describe('with XBZRLE', () => {
  test('a page that is sent again costs only what has changed in it', () => {
    // Of the writer's 8 pages, sent in the second round and kept in the cache, 2 go again in the pause. A word that has
    // changed takes 7 bytes on average, and 11 of headers.
    const events = migrate(worldWithWriter(), {
      maxBandwidthBytesPerSecond: 410_400,
      downtimeLimitMilliseconds: 30,
      xbzrleCacheBytes: 1024 * KIBIBYTES,
    });
    expect(only(events, 'migration.completed')[0]?.figures).toMatchObject({
      normalPages: 264,
      precopyBytes: 264 * 4104,
      downtimeBytes: 36,
      xbzrle: { cacheSize: 1_048_576, pages: 2, bytes: 20, overflow: 0 },
    });
  });
});

describe('fixed rounds', () => {
  test('sends everything in each round and stops after the last, whatever is pending', () => {
    const events = migrate(worldWithWriter(), {
      maxBandwidthBytesPerSecond: 410_400,
      stopRule: 'fixed-rounds',
      rounds: 3,
    });
    expect(looks(events).filter(([, , verdict]) => verdict !== 'send')).toEqual([
      [2501, 8, 'sync'],
      [2601, 2, 'sync'],
      [2601, 0, 'switch-over'],
    ]);
  });
});
