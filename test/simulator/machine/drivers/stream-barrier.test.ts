import { expect, test } from 'vitest';
import { StreamBarrier } from '../../../../src/simulator/machine/drivers/stream-barrier.ts';

/** A barrier of so many streams, and what it has let through. */
function barrierOf(streams: number) {
  const barrier = new StreamBarrier(streams);
  const through: string[] = [];
  const arrive = (stream: number, what: string): void => {
    barrier.arrived(stream, () => through.push(what));
  };
  return { barrier, through, arrive };
}

test('what streams bring before they are in step goes through at once, in any order', () => {
  const { through, arrive } = barrierOf(3);
  arrive(2, 'c');
  arrive(0, 'a');
  arrive(1, 'b');
  expect(through).toEqual(['c', 'a', 'b']);
});

test('what a stream brings after that waits for all the others', () => {
  const { barrier, through, arrive } = barrierOf(3);
  barrier.inStep(1);
  arrive(1, 'second copy');
  arrive(2, 'first copy');
  barrier.inStep(0);
  expect(through).toEqual(['first copy']);
  barrier.inStep(2);
  expect(through).toEqual(['first copy', 'second copy']);
});

test('a stream may be several steps ahead', () => {
  const { barrier, through, arrive } = barrierOf(2);
  arrive(0, '0');
  barrier.inStep(0);
  arrive(0, '1');
  barrier.inStep(0);
  arrive(0, '2');
  expect(through).toEqual(['0']);
  barrier.inStep(1);
  expect(through).toEqual(['0', '1']);
  barrier.inStep(1);
  expect(through).toEqual(['0', '1', '2']);
});
