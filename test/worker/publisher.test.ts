import { expect, test } from 'vitest';
import type { FromWorldWorker, WorldView } from '../../src/protocol/world.ts';
import type { WorldEvent } from '../../src/simulator/index.ts';
import { Publisher } from '../../src/worker/publisher.ts';
import { FakeClock } from './fake-clock.ts';

const VIEW: WorldView = {
  inventory: { seed: 1, time: 0, hosts: [], links: [], storage: { bytesPerSecond: 500e6, freeBytes: 0, works: true } },
  origin: { id: 'empty', title: '' },
  pristine: true,
  hasPrevious: false, saved: null,
};

function event(sequence: number): WorldEvent {
  return { sequence, time: sequence, kind: 'vm.started', vm: 'web' };
}

function publisher() {
  const clock = new FakeClock();
  const posted: FromWorldWorker[] = [];
  const made = new Publisher(clock, () => VIEW, (message) => posted.push(message));
  const told = () => posted.flatMap((message) => (message.kind === 'changed' ? [message.events.map(({ sequence }) => sequence)] : []));
  return { clock, posted, publisher: made, told };
}

test('events come in batches, at most 20 a second, each once and in order', () => {
  const { clock, publisher: made, told } = publisher();
  for (let count = 0; count < 100; count++) {
    made.note([event(count)]);
    made.publish();
    clock.spend(10);
  }
  expect(told()).toHaveLength(20);
  expect(told()[0]).toEqual([0]);
  expect(told()[1]).toEqual([1, 2, 3, 4, 5]);
  made.flush();
  expect(told().flat()).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test('the mere passing of time is told twice a second', () => {
  const { clock, posted, publisher: made } = publisher();
  for (let count = 0; count < 100; count++) {
    made.note([]);
    made.publish();
    clock.spend(20);
  }
  expect(posted).toHaveLength(4);
});

test('sequence counts up without gaps and begins anew with another world', () => {
  const { posted, publisher: made } = publisher();
  made.note([event(0)]);
  made.flush();
  made.note([event(1)]);
  made.flush();
  made.note([event(2)]);
  made.opened([]);
  made.flush();
  made.note([event(0)]);
  made.flush();
  expect(posted.map((message) => (message.kind === 'changed' ? message.sequence : message.kind))).toEqual([1, 2, 'opened', 1]);
});

test('nothing is told when nothing was noted', () => {
  const { posted, publisher: made } = publisher();
  made.publish();
  made.flush();
  expect(posted).toEqual([]);
});
