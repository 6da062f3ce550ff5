import { expect, test } from 'vitest';
import { TimelineFeed } from '../../../src/extension/timeline/timeline-feed.ts';
import type { TimelineMessage } from '../../../src/protocol/timeline.ts';
import { MigrationHistory } from '../../../src/viewmodel/timeline/history.ts';
import { decision, started, timed } from '../../viewmodel/timeline/recorded-migration.ts';

const long = timed([[0, started], ...Array.from({ length: 9_999 }, (_, time) => [time, decision(1, 10, 1, 'send')] as const)]);

/** A feed whose page takes a message each time it is asked to. */
function slowPage(history: MigrationHistory) {
  const received: TimelineMessage[] = [];
  const waiting: (() => void)[] = [];
  const feed = new TimelineFeed((id) => history.eventsOf(id), (message) => {
    received.push(message);
    return new Promise<boolean>((resolve) => waiting.push(() => resolve(true)));
  });
  const take = async () => {
    waiting.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  const places = () => received.map((message) => (message.kind === 'events' ? [message.migration, message.index, message.events.length] : []));
  return { feed, take, places };
}

test('a long migration goes out in parts, the next when the page has taken one', async () => {
  const history = new MigrationHistory();
  history.add(long);
  const { feed, take, places } = slowPage(history);
  feed.begin(['migration-1']);
  expect(places()).toEqual([['migration-1', 0, 4000]]);
  await take();
  await take();
  await take();
  expect(places()).toEqual([['migration-1', 0, 4000], ['migration-1', 4000, 4000], ['migration-1', 8000, 2000]]);
});

test('events that come meanwhile follow, each once', async () => {
  const history = new MigrationHistory();
  history.add(long.slice(0, 3));
  const { feed, take, places } = slowPage(history);
  feed.begin(['migration-1']);
  history.add(long.slice(3, 5));
  feed.send();
  history.add(long.slice(5, 6));
  feed.send();
  await take();
  await take();
  expect(places()).toEqual([['migration-1', 0, 3], ['migration-1', 3, 3]]);
});

test('another migration begins at its first event', async () => {
  const history = new MigrationHistory();
  history.add(long);
  history.add(timed([[0, started]], 'migration-2', 10_000));
  const { feed, take, places } = slowPage(history);
  feed.begin(['migration-1']);
  feed.begin(['migration-2']);
  await take();
  await take();
  expect(places()).toEqual([['migration-1', 0, 4000], ['migration-2', 0, 1]]);
});

test('nothing is sent while nothing is shown', async () => {
  const history = new MigrationHistory();
  history.add(long);
  const { feed, places } = slowPage(history);
  feed.begin([]);
  feed.send();
  await Promise.resolve();
  expect(places()).toEqual([]);
});
