import { expect, test } from 'vitest';
import { milliseconds, type WorldEvent } from '../../../src/simulator/index.ts';
import { adviceOf } from '../../../src/viewmodel/timeline/advice.ts';
import { MigrationHistory } from '../../../src/viewmodel/timeline/history.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { recordedMigration } from './recorded-migration.ts';

function timelineOf(events: readonly WorldEvent[]): Timeline {
  const history = new MigrationHistory();
  history.add(events.map((event, sequence) => ({ ...event, sequence })));
  const timeline = new Timeline();
  timeline.append(history.eventsOf('migration-1'));
  return timeline;
}

function crash(time: number): WorldEvent {
  return { kind: 'vm.guest-crashed', vm: 'web', reason: 'its status page was overwritten', sequence: 0, time };
}

const during = milliseconds(105_000);
const end = recordedMigration.at(-1)!.time;
const broken: WorldEvent = { kind: 'vm.broken', vm: 'web', damage: 'wild-writes', places: 40, sequence: 0, time: during };

test('a guest that is broken while it moves, and its crash soon after, are in the log of the migration', () => {
  const before = recordedMigration.filter(({ time }) => time <= during);
  const after = recordedMigration.filter(({ time }) => time > during);
  const timeline = timelineOf([...before, broken, ...after, crash(end + milliseconds(2000))]);
  expect(timeline.notes.flatMap(({ kind, sentence }) => (kind === 'guest' ? [sentence] : []))).toEqual([
    '40 words in the memory of web are overwritten.',
    'The guest of web has crashed: its status page was overwritten.',
  ]);
  expect(adviceOf(timeline), 'how it ended is still what to know').toBe(adviceOf(timelineOf(recordedMigration)));
});

test('a crash long after is no part of it', () => {
  const timeline = timelineOf([...recordedMigration, crash(end + milliseconds(4000))]);
  expect(timeline.notes.filter(({ kind }) => kind === 'guest')).toEqual([]);
});
