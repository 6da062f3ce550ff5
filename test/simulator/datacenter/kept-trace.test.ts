import { expect, test } from 'vitest';
import type { EventBody, WorldEvent } from '../../../src/simulator/datacenter/events.ts';
import { keptTrace, thinned } from '../../../src/simulator/datacenter/kept-trace.ts';

function traceOf(bodies: readonly EventBody[]): WorldEvent[] {
  return bodies.map((body, sequence) => ({ sequence, time: sequence, ...body }));
}

/** Two events of each of so many migrations: all begin, then all go on. */
function migrations(count: number): EventBody[] {
  return (['setup', 'pre-copy'] as const).flatMap((phase) =>
    Array.from({ length: count }, (_, index) => ({ kind: 'migration.phase' as const, migration: `migration-${index + 1}`, phase })),
  );
}

function paused(count: number): EventBody[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'vm.paused', vm: `vm-${index}` }));
}

test('a trace of few events is kept whole', () => {
  const trace = traceOf([...paused(3), ...migrations(20), ...paused(2)]);
  expect(keptTrace(trace)).toEqual(trace);
});

test('of many migrations the last 20 are kept, from their beginning', () => {
  const kept = keptTrace(traceOf([...migrations(22), ...paused(1)]));
  const ids = kept.flatMap((event) => ('migration' in event ? [event.migration] : []));
  expect(ids).toHaveLength(40);
  expect(new Set(ids)).toEqual(new Set(Array.from({ length: 20 }, (_, index) => `migration-${index + 3}`)));
});

test('of other events the last 10 000 are kept, in their order and under their numbers', () => {
  const kept = keptTrace(traceOf([...paused(5), ...migrations(1), ...paused(10_000)]));
  expect(kept).toHaveLength(10_002);
  expect(kept.slice(0, 3).map(({ sequence }) => sequence)).toEqual([5, 6, 7]);
});

test('the checkpoints of a replica push nothing else out', () => {
  const checkpoints = Array.from({ length: 10_005 }, (_, index): EventBody => ({
    kind: 'replication.checkpoint', vm: 'web', checkpoint: index + 1, dirtyPages: 1, dirtyBlocks: 0, bytes: 4104, pause: 1, latency: 2, released: 0,
  }));
  const kept = keptTrace(traceOf([...paused(3), ...checkpoints]));
  expect(kept.slice(0, 4).map(({ sequence, kind }) => `${sequence} ${kind}`)).toEqual(['0 vm.paused', '1 vm.paused', '2 vm.paused', '8 replication.checkpoint']);
  expect(kept).toHaveLength(10_003);
});

test('the last event is kept, also of a migration that began long ago', () => {
  const late: EventBody = { kind: 'migration.phase', migration: 'migration-1', phase: 'resume' };
  const trace = traceOf([...migrations(30), late]);
  expect(keptTrace(trace).at(-1)).toEqual(trace.at(-1));
});

/** A migration of so many rounds, each with ten measurements. */
function longMigration(rounds: number): WorldEvent[] {
  const migration = 'migration-1';
  return traceOf(Array.from({ length: rounds }, (_, index): EventBody[] => [
    { kind: 'migration.round', migration, round: index + 1, newDirtyPages: 1, pendingBytes: 4096, transferredBytes: 0, dirtySyncCount: index + 1 },
    ...Array.from({ length: 10 }, (): EventBody => ({
      kind: 'migration.progress', migration, round: index + 1, transferredBytes: 0, pendingBytes: 4096, bandwidthBytesPerSecond: 1,
    })),
    { kind: 'migration.page-arrived', migration, page: index, blocked: 5 },
  ]).flat());
}

test('a migration of hours keeps its beginning and its end, fewer details, and every page that was waited for', () => {
  const events = longMigration(15_000);
  const kept = thinned(events);
  const of = (kind: WorldEvent['kind']) => kept.filter((event) => event.kind === kind);
  const rounds = kept.flatMap((event) => (event.kind === 'migration.round' ? [event.round] : []));
  expect(rounds).toHaveLength(10_000);
  expect([rounds[0], rounds[1999], rounds[2000], rounds.at(-1)]).toEqual([1, 2000, 7001, 15_000]);
  expect(of('migration.progress')).toHaveLength(10_000);
  expect(of('migration.page-arrived')).toHaveLength(15_000);
  expect(kept.map(({ sequence }) => sequence)).toEqual(kept.map(({ sequence }) => sequence).toSorted((one, other) => one - other));
  expect(keptTrace(events)).toEqual(kept);
  expect(thinned(kept)).toEqual(kept);
});

test('a short migration is kept as it is', () => {
  const events = longMigration(800);
  expect(thinned(events)).toBe(events);
});
