import { expect, test } from 'vitest';
import { MigrationHistory } from '../../../src/viewmodel/timeline/history.ts';
import { marksIn } from '../../../src/viewmodel/timeline/marks.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { advance, run, worldWithServer } from '../../helpers/connected-world.ts';

test('what a migration does to a connection is in its log and in the picture, what comes long after is not', () => {
  const world = worldWithServer();
  run(world, [{ kind: 'vm.connect', vm: 'web', peer: 'shop', requestEveryMilliseconds: 10 }]);
  advance(world, 1);
  // Slow enough that the frames of the pause are sent again.
  run(world, [{ kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 20_000_000 }]);
  run(world, [{ kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { strategy: 'stop-and-copy' } }]);
  advance(world, 20);
  run(world, [{ kind: 'vm.stop', vm: 'web' }]);
  advance(world, 20);
  const history = new MigrationHistory();
  history.add(world.trace);
  const timeline = new Timeline();
  timeline.append(history.eventsOf('migration-1'));
  const notes = timeline.notes.filter(({ kind }) => kind === 'connection');
  expect(notes.map(({ sentence }) => sentence)).toEqual([
    'shop has no answer and sends the same bytes again, for the 1st time; the next time in 2 s.',
    'shop has no answer and sends the same bytes again, for the 2nd time; the next time in 4 s.',
  ]);
  expect(world.trace.filter(({ kind }) => kind === 'connection.retransmitted').length).toBeGreaterThan(notes.length);
  expect(marksIn(timeline.notes, { from: 0, to: timeline.end }, 1).some(({ kind }) => kind === 'connection')).toBe(true);
});
