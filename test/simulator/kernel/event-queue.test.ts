import { describe, expect, test } from 'vitest';
import { EventQueue } from '../../../src/simulator/kernel/event-queue.ts';

/** A queue, and a diary into which appointments write their name and the time they are kept at. */
function queueWithDiary(now = 0) {
  const queue = new EventQueue(now);
  const diary: string[] = [];
  const write = (name: string) => () => {
    diary.push(`${name}@${queue.now}`);
  };
  return { queue, diary, write };
}

describe('the order of appointments', () => {
  test('is that of their times', () => {
    const { queue, diary, write } = queueWithDiary();
    for (const time of [50, 10, 40, 20, 30]) queue.at(time, write(`at ${time}`));
    queue.runUntil(100);
    expect(diary).toEqual(['at 10@10', 'at 20@20', 'at 30@30', 'at 40@40', 'at 50@50']);
  });

  test('is that in which they were made, for the same instant', () => {
    const { queue, diary, write } = queueWithDiary();
    queue.at(7, write('first'));
    queue.at(3, write('earlier'));
    queue.at(7, write('second'));
    queue.after(7, write('third'));
    queue.runUntil(7);
    expect(diary).toEqual(['earlier@3', 'first@7', 'second@7', 'third@7']);
  });

  test('has what is planned for now, while an appointment is kept, after what was planned for now before', () => {
    const { queue, diary, write } = queueWithDiary();
    queue.at(5, () => {
      write('outer')();
      queue.after(0, write('inner'));
    });
    queue.at(5, write('other'));
    queue.runUntil(5);
    expect(diary).toEqual(['outer@5', 'other@5', 'inner@5']);
  });

  test('holds for 1000 appointments made in a jumbled order', () => {
    const queue = new EventQueue();
    const kept: number[] = [];
    // 389 is coprime to 1000, so this is every time from 0 to 999, once.
    for (let index = 0; index < 1000; index++) {
      const time = (index * 389) % 1000;
      queue.at(time, () => kept.push(time));
    }
    queue.runUntil(999);
    expect(kept).toEqual(Array.from({ length: 1000 }, (_, time) => time));
  });
});

describe('time', () => {
  test('begins where the queue is told', () => {
    expect(new EventQueue().now).toBe(0);
    expect(new EventQueue(42).now).toBe(42);
  });

  test('stands at the end of the run, whether or not something was planned', () => {
    const { queue, write } = queueWithDiary();
    queue.at(3, write('planned'));
    queue.runUntil(10);
    expect(queue.now).toBe(10);
  });

  test('never goes back', () => {
    const { queue, diary, write } = queueWithDiary(100);
    queue.runUntil(50);
    expect(queue.now).toBe(100);
    queue.at(20, write('too late'));
    queue.runUntil(100);
    expect(diary).toEqual(['too late@100']);
  });

  test('does not reach appointments that lie beyond it', () => {
    const { queue, diary, write } = queueWithDiary();
    queue.at(11, write('beyond'));
    queue.runUntil(10);
    expect(diary).toEqual([]);
    queue.runUntil(11);
    expect(diary).toEqual(['beyond@11']);
  });
});

describe('a cancelled appointment', () => {
  test('is not kept, and its neighbours are', () => {
    const { queue, diary, write } = queueWithDiary();
    queue.at(1, write('one'));
    const two = queue.at(2, write('two'));
    queue.at(3, write('three'));
    two.cancel();
    queue.runUntil(9);
    expect(diary).toEqual(['one@1', 'three@3']);
  });

  test('counts as waiting no more; cancelling twice or too late changes nothing', () => {
    const { queue, write } = queueWithDiary();
    const first = queue.at(1, write('first'));
    const second = queue.at(2, write('second'));
    queue.at(3, write('third'));
    expect(queue.waiting).toBe(3);
    second.cancel();
    second.cancel();
    expect(queue.waiting).toBe(2);
    queue.runUntil(1);
    first.cancel();
    expect(queue.waiting).toBe(1);
    queue.runUntil(3);
    expect(queue.waiting).toBe(0);
  });

  test('can be cancelled by another for the same instant', () => {
    const { queue, diary, write } = queueWithDiary();
    queue.at(1, () => {
      victim.cancel();
    });
    const victim = queue.at(1, write('victim'));
    queue.runUntil(1);
    expect(diary).toEqual([]);
  });
});
