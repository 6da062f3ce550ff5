import { expect, test } from 'vitest';
import { milliseconds } from '../../../src/simulator/index.ts';
import { entryTitle, MigrationHistory } from '../../../src/viewmodel/timeline/history.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { finalFigures, recordedMigration, started, timed } from './recorded-migration.ts';

test('events are kept by migration, each once', () => {
  const history = new MigrationHistory();
  expect(history.add(recordedMigration.slice(0, 5)).length).toBe(5);
  expect(history.add(recordedMigration).length).toBe(11);
  expect(history.eventsOf('migration-1')).toEqual(recordedMigration);
  expect(history.entries).toEqual([{ id: 'migration-1', number: 1, vm: 'web', from: 'alpha', to: 'beta', status: 'completed' }]);
});

test('what is no migration is left aside', () => {
  const history = new MigrationHistory();
  expect(history.add([{ sequence: 0, time: 0, kind: 'vm.started', vm: 'web' }])).toEqual([]);
  expect(history.newest).toBeUndefined();
});

test('the oldest ended migrations are forgotten first, those under way never', () => {
  const history = new MigrationHistory(2);
  history.add(timed([[0, started]], 'a', 0));
  history.add(timed([[0, started], [1, { kind: 'migration.cancelled', figures: finalFigures }]], 'b', 1));
  history.add(timed([[0, started]], 'c', 3));
  expect(history.entries.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(history.eventsOf('b')).toEqual([]);
});

test('a world that begins anew begins without migrations', () => {
  const history = new MigrationHistory();
  history.add(recordedMigration);
  history.clear();
  expect(history.entries).toEqual([]);
  expect(history.add(recordedMigration).length).toBe(16);
});

test('a migration is a line to choose', () => {
  expect(entryTitle({ id: 'a', number: 2, vm: 'web', from: 'alpha', to: 'beta', status: 'active' })).toBe('2. web: alpha → beta');
});

test('a migration of hours is thinned out, and still shown whole', () => {
  const history = new MigrationHistory();
  const rounds = Array.from({ length: 8_000 }, (_, index) => {
    const round = index + 1;
    const bytes = { pendingBytes: 4096, transferredBytes: round };
    return timed([
      [round, { kind: 'migration.round', round, newDirtyPages: 1, dirtySyncCount: round, ...bytes }],
      ...Array.from({ length: 4 }, (__, step) => [round + step / 5, { kind: 'migration.progress', round, bandwidthBytesPerSecond: 1, ...bytes }] as const),
    ], 'migration-1', 1 + index * 5);
  });
  history.add(timed([[0, started]]));
  for (const events of rounds) history.add(events);
  expect(history.thinnings).toBe(1);
  const events = history.eventsOf('migration-1');
  expect(events.length).toBeLessThan(30_000);
  const timeline = new Timeline();
  timeline.append(events);
  expect([timeline.rounds.liveCount, timeline.end]).toEqual([8_000, milliseconds(8_000.6)]);
});
