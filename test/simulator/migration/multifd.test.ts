import { describe, expect, test } from 'vitest';
import type { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../../src/simulator/datacenter/events.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { queryMigrate } from '../../../src/simulator/migration/monitor.ts';
import { PACKET_HEADER_BYTES } from '../../../src/simulator/migration/multifd.ts';
import type { MigrationParameters } from '../../../src/simulator/migration/parameters.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf } from '../datacenter/worlds.ts';

const HEADER = 1344;
const PACKET = HEADER + 128 * 4096;
const WORD = 8;

/** A VM of 512 pages that writes nothing; its link could carry four streams side by side. */
function worldWith(zeroShare: number, pagesPerSecond = 0): DataCenter {
  const world = threeHosts();
  const link = { bytesPerSecond: 100_000_000, streamBytesPerSecond: 25_000_000, latencyNanoseconds: 0 };
  const guest = pagesPerSecond === 0
    ? ({ kind: 'idle' } as const)
    : ({ kind: 'uniform', pagesPerSecond, workingSetPages: 300 } as const);
  apply(
    world,
    { kind: 'link.edit', between: ['alpha', 'beta'], ...link },
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 2 * MEBIBYTE, zeroShare, guest },
    { kind: 'vm.start', vm: 'web' },
  );
  return world;
}

function migrate(world: DataCenter, parameters: Partial<MigrationParameters>): WorldEvent[] {
  return [...apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters }), ...advance(world, 20_000)];
}

function completed(events: readonly WorldEvent[]) {
  const [ending] = only(events, 'migration.completed');
  if (ending === undefined) throw new Error('The migration was not completed.');
  return ending.figures;
}

// QEMU 7.2, migration/multifd.h: MultiFDPacket_t with the offsets of 128 pages.
test('the header of a packet is 320 bytes of fields and 128 offsets', () => {
  expect(PACKET_HEADER_BYTES).toBe(320 + 128 * 8);
});

describe('over two channels', () => {
  test('pages go in packets of 128 to one channel and the other in turn; then each says that it is in step', () => {
    const events = migrate(worldWith(0), { strategy: 'stop-and-copy', multifdChannels: 2 });
    const [inStep, ...more] = only(events, 'migration.channels-in-step');
    expect(more).toEqual([]);
    expect(inStep).toMatchObject({ mainBytes: WORD, channelBytes: [2 * PACKET + HEADER, 2 * PACKET + HEADER] });
    const { transferredBytes, multifdBytes, normalPages } = completed(events);
    expect({ transferredBytes, multifdBytes, normalPages }).toEqual({
      normalPages: 512,
      multifdBytes: 4 * PACKET + 2 * HEADER,
      transferredBytes: 4 * PACKET + 2 * HEADER + WORD,
    });
  });

  test('pages of zeros go over the main stream, and the last packet is as full as it is', () => {
    const events = migrate(worldWith(0.5), { strategy: 'stop-and-copy', multifdChannels: 2 });
    const { zeroPages, normalPages } = completed(events);
    const packets = Math.ceil(normalPages / 128);
    expect(normalPages % 128).not.toBe(0);
    const [inStep] = only(events, 'migration.channels-in-step');
    expect(inStep?.mainBytes).toBe(zeroPages * 9 + WORD);
    expect(inStep?.channelBytes.reduce((sum, bytes) => sum + bytes)).toBe((packets + 2) * HEADER + normalPages * 4096);
  });

  test('every round ends with the streams in step, and the last copy too', () => {
    const events = migrate(worldWith(0, 400), { multifdChannels: 2, stopRule: 'fixed-rounds', rounds: 3 });
    const turns = events.flatMap(({ kind }) =>
      ['migration.round', 'migration.channels-in-step', 'migration.source-paused'].includes(kind) ? [kind.replace('migration.', '')] : [],
    );
    expect(turns).toEqual([
      'round', 'channels-in-step', 'round', 'channels-in-step', 'round', 'channels-in-step', 'source-paused', 'channels-in-step',
    ]);
  });
});

test('streams that are each slower than the link are faster together, up to what the link carries', () => {
  const [one = 0, two = 0, four = 0, eight = 0] = [1, 2, 4, 8].map((multifdChannels) =>
    completed(migrate(worldWith(0), { strategy: 'stop-and-copy', multifdChannels })).downtime ?? 0,
  );
  // 2 MiB take 84 ms at 25 MB/s.
  expect(one).toBeGreaterThan(84e6);
  expect(two).toBeLessThan(0.55 * one);
  expect(four).toBeLessThan(0.6 * two);
  expect(eight, 'the link is full').toBeGreaterThan(0.9 * four);
});

test('the sender waits for channels that are not in step yet', () => {
  const [inStep] = only(migrate(worldWith(0), { strategy: 'stop-and-copy', multifdChannels: 1 }), 'migration.channels-in-step');
  // The last packet is on its way into a buffer of 256 KiB: the rest of it takes 10.5 ms.
  expect(inStep?.waited).toBeGreaterThan(10e6);
});

test('query-migrate has multifd-bytes, 0 before the first packet', () => {
  const world = worldWith(0);
  apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { multifdChannels: 4 } });
  const before = vmOf(world, 'web').migration;
  expect(before?.figures.multifdBytes).toBe(0);
  advance(world, 5000);
  const figures = vmOf(world, 'web').migration?.figures;
  if (figures === undefined) throw new Error('The migration is forgotten.');
  expect(queryMigrate({ status: 'completed', figures }).ram?.['multifd-bytes']).toBe(figures.multifdBytes);
  expect(figures.multifdBytes).toBeGreaterThan(512 * 4096);
});

// QEMU 7.2, migration/migration.c: migrate_caps_check.
test.each<[Partial<MigrationParameters>, string]>([
  [{ multifdChannels: 2, strategy: 'post-copy' }, 'Multiple streams and post-copy do not go together: choose another strategy, or switch multiple streams off.'],
  [{ multifdChannels: 2, strategy: 'hybrid' }, 'Multiple streams and post-copy do not go together: choose another strategy, or switch multiple streams off.'],
  [{ multifdChannels: 2, xbzrleCacheBytes: 4096 }, 'Multiple streams and XBZRLE do not go together: switch one of them off.'],
  [{ multifdChannels: 256 }, 'The number of channels must be a whole number from 0 to 255, not 256.'],
])('%j is refused', (parameters, refusal) => {
  expect(refusalOf(worldWith(0), { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters })).toBe(refusal);
});
