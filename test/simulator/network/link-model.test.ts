import { describe, expect, test } from 'vitest';
import { EventQueue } from '../../../src/simulator/kernel/event-queue.ts';
import type { Completion } from '../../../src/simulator/kernel/process.ts';
import { LinkFailure } from '../../../src/simulator/machine/link-failure.ts';
import type { Flow } from '../../../src/simulator/network/flow.ts';
import { LinkModel, type LinkSettings } from '../../../src/simulator/network/link-model.ts';

/** A link of one byte a nanosecond, 100 ns long, without a buffer; and a diary of what happens on it. */
function newLink(settings: Partial<LinkSettings> = {}) {
  const queue = new EventQueue();
  const link = new LinkModel(queue, { bytesPerSecond: 1e9, latencyNanoseconds: 100, sendBufferBytes: 0, ...settings });
  const diary: string[] = [];
  const write = (what: string): void => {
    diary.push(`${what}@${queue.now}`);
  };
  const completion = (what: string): Completion => ({
    succeed: () => {
      write(what);
    },
    fail: (error) => {
      write(`${what} failed (${error.name}: ${error.message})`);
    },
  });
  const send = (flow: Flow, name: string, bytes: number): void => {
    flow.send(bytes, () => { write(`${name} arrived`); }, completion(`${name} accepted`));
  };
  const flush = (flow: Flow): void => {
    flow.flush(completion('flushed'));
  };
  return { queue, link, diary, send, flush };
}

describe('a send', () => {
  test.each([
    ['is accepted when its last byte has left, and arrives a latency later', {}, 1000, [1000, 1100]],
    ['is accepted when all but a buffer of it has left', { sendBufferBytes: 400 }, 1000, [600, 1100]],
    ['is accepted at once when it fits into the buffer', { sendBufferBytes: 400 }, 400, [0, 500]],
    ['of nothing arrives a latency later', {}, 0, [0, 100]],
    ['takes whole nanoseconds, rounded up', { bytesPerSecond: 3e9 }, 4, [2, 102]],
  ])('%s', (_, settings, bytes, [accepted, arrived]) => {
    const { queue, link, diary, send } = newLink(settings);
    send(link.open(), 'page', bytes);
    queue.runUntil(5000);
    expect(diary).toEqual([`page accepted@${accepted}`, `page arrived@${arrived}`]);
  });

  test('waits behind what is in the buffer already', () => {
    const { queue, link, diary, send } = newLink({ sendBufferBytes: 400 });
    const flow = link.open();
    send(flow, 'first', 400);
    send(flow, 'second', 300);
    queue.runUntil(5000);
    // 700 bytes are queued; when 300 have left, 400 are in the buffer.
    expect(diary).toEqual(['first accepted@0', 'second accepted@300', 'first arrived@500', 'second arrived@800']);
  });

  test('after a pause starts anew: an idle link saves nothing up', () => {
    const { queue, link, diary, send } = newLink();
    const flow = link.open();
    send(flow, 'first', 100);
    queue.runUntil(5000);
    send(flow, 'second', 100);
    queue.runUntil(9000);
    expect(diary).toEqual(['first accepted@100', 'first arrived@200', 'second accepted@5100', 'second arrived@5200']);
  });
});

describe('a flush', () => {
  test('waits for the last byte to arrive and for the word of it to come back', () => {
    const { queue, link, diary, send, flush } = newLink({ sendBufferBytes: 5000 });
    const flow = link.open();
    send(flow, 'page', 1000);
    flush(flow);
    queue.runUntil(5000);
    expect(diary).toEqual(['page accepted@0', 'page arrived@1100', 'flushed@1200']);
  });

  test('waits for everything that was sent before it', () => {
    const { queue, link, diary, send, flush } = newLink({ sendBufferBytes: 5000 });
    const flow = link.open();
    for (const name of ['one', 'two', 'three']) send(flow, name, 500);
    flush(flow);
    queue.runUntil(5000);
    expect(diary.slice(3)).toEqual(['one arrived@600', 'two arrived@1100', 'three arrived@1600', 'flushed@1700']);
  });
});

test('a flush waits until the receiver has dealt with what arrived', () => {
  const { queue, link, diary, send } = newLink({ sendBufferBytes: 5000 });
  const flow = link.open();
  send(flow, 'page', 1000);
  const completion = { succeed: () => diary.push(`flushed@${queue.now}`), fail: () => diary.push('failed') };
  flow.flush(completion, () => 4000);
  queue.runUntil(5000);
  expect(diary).toEqual(['page accepted@0', 'page arrived@1100', 'flushed@4100']);
});

describe('two flows', () => {
  test('share the bandwidth fairly, and the rest speeds up when one ends', () => {
    const { queue, link, diary, send } = newLink();
    send(link.open(), 'short', 500);
    send(link.open(), 'long', 1000);
    queue.runUntil(5000);
    // Half the rate each: at 1000 both have sent 500; the other 500 of the long one go at the full rate.
    expect(diary).toEqual(['short accepted@1000', 'short arrived@1100', 'long accepted@1500', 'long arrived@1600']);
  });

  test('share from the moment when the second has something to send', () => {
    const { queue, link, diary, send } = newLink();
    const [one, other] = [link.open(), link.open()];
    send(one, 'one', 1000);
    queue.runUntil(500);
    send(other, 'other', 1000);
    queue.runUntil(5000);
    // From 500 to 1500 each sends 500 bytes; then the other has 500 left and the link for itself.
    expect(diary).toEqual(['one accepted@1500', 'one arrived@1600', 'other accepted@2000', 'other arrived@2100']);
  });

  test('carry each no more than a connection can, though the link could', () => {
    const { queue, link, diary, send } = newLink({ streamBytesPerSecond: 0.4e9 });
    for (const name of ['one', 'two', 'three']) send(link.open(), name, 1000);
    queue.runUntil(2400);
    // Three take a third of the link each; two would take 0.4.
    send(link.open(), 'late', 1000);
    queue.runUntil(10_000);
    expect(diary.filter((line) => line.includes('accepted'))).toEqual([
      'one accepted@3200', 'two accepted@3200', 'three accepted@3200', 'late accepted@5200',
    ]);
  });

  test('do not share when one is open and idle', () => {
    const { queue, link, diary, send } = newLink();
    link.open();
    send(link.open(), 'page', 1000);
    queue.runUntil(5000);
    expect(diary).toEqual(['page accepted@1000', 'page arrived@1100']);
  });

  test('give back what they have when they are closed', () => {
    const { queue, link, diary, send } = newLink();
    const [one, other] = [link.open(), link.open()];
    send(one, 'one', 1000);
    send(other, 'other', 1000);
    queue.runUntil(500);
    other.close();
    queue.runUntil(5000);
    // 250 bytes in the first 500 ns, then 750 at the full rate.
    expect(diary).toEqual(['one accepted@1250', 'one arrived@1350']);
  });
});

describe('a change of the link', () => {
  test('of bandwidth holds for the rest of a transfer under way', () => {
    const { queue, link, diary, send } = newLink();
    send(link.open(), 'page', 1000);
    queue.runUntil(400);
    link.change({ bytesPerSecond: 0.5e9 });
    queue.runUntil(5000);
    // 600 bytes at half a byte a nanosecond.
    expect(diary).toEqual(['page accepted@1600', 'page arrived@1700']);
  });

  test('of latency holds for what leaves from then on, but nothing overtakes what was sent before', () => {
    const { queue, link, diary, send } = newLink({ sendBufferBytes: 5000 });
    const flow = link.open();
    for (const name of ['one', 'two', 'three']) send(flow, name, 100);
    queue.runUntil(150);
    link.change({ latencyNanoseconds: 5 });
    queue.runUntil(5000);
    // The second leaves at 200 and could be there at 205, the third at 305.
    expect(diary.slice(3)).toEqual(['one arrived@200', 'two arrived@205', 'three arrived@305']);
    link.change({ latencyNanoseconds: 1000 });
    send(flow, 'slow', 100);
    queue.runUntil(5150);
    link.change({ latencyNanoseconds: 5 });
    send(flow, 'quick', 100);
    queue.runUntil(9000);
    expect(diary.slice(-2)).toEqual(['slow arrived@6100', 'quick arrived@6100']);
  });
});

describe('a cut', () => {
  test('fails the waiting sender, and nothing arrives any more', () => {
    const { queue, link, diary, send } = newLink({ sendBufferBytes: 500 });
    const flow = link.open();
    send(flow, 'first', 500);
    send(flow, 'second', 1000);
    // At 550 the first has left and is still on its way.
    queue.runUntil(550);
    link.cut();
    queue.runUntil(5000);
    expect(diary).toEqual(['first accepted@0', 'second accepted failed (LinkFailure: The link went down.)@550']);
    expect(queue.waiting).toBe(0);
  });

  test('fails a waiting flush, with the reason that was given', () => {
    const { queue, link, diary, send, flush } = newLink({ sendBufferBytes: 5000 });
    const flow = link.open();
    send(flow, 'page', 100);
    flush(flow);
    // Arrived at 200; the word of it would be back at 300.
    queue.runUntil(299);
    link.cut('Somebody stumbled over the cable.');
    queue.runUntil(5000);
    expect(diary.slice(1)).toEqual([
      'page arrived@200',
      'flushed failed (LinkFailure: Somebody stumbled over the cable.)@299',
    ]);
    expect(queue.waiting).toBe(0);
  });

  test('fails what its flows try afterwards, also when the link is up again', () => {
    const { link, diary, send, flush } = newLink();
    const flow = link.open();
    link.cut();
    send(flow, 'page', 100);
    link.repair();
    flush(flow);
    expect(diary).toEqual([
      'page accepted failed (LinkFailure: The link went down.)@0',
      'flushed failed (LinkFailure: The link went down.)@0',
    ]);
  });

  test('fails flows that are opened while it lasts; those opened after it work', () => {
    const { queue, link, diary, send } = newLink();
    link.cut();
    expect(link.isUp).toBe(false);
    send(link.open(), 'early', 100);
    link.repair();
    expect(link.isUp).toBe(true);
    send(link.open(), 'late', 100);
    queue.runUntil(5000);
    expect(diary).toEqual([
      'early accepted failed (LinkFailure: The link is down.)@0',
      'late accepted@100',
      'late arrived@200',
    ]);
  });

  test('is told by an error of its own kind', () => {
    const { link } = newLink();
    const flow = link.open();
    link.cut();
    let failure: Error | undefined;
    flow.flush({
      succeed: () => undefined,
      fail: (error) => {
        failure = error;
      },
    });
    expect(failure).toBeInstanceOf(LinkFailure);
  });
});

describe('closing a flow', () => {
  test('leaves nothing in the queue: neither bytes to leave nor bytes to arrive', () => {
    const { queue, link, diary, send, flush } = newLink({ sendBufferBytes: 5000 });
    const flow = link.open();
    send(flow, 'first', 100);
    send(flow, 'second', 1000);
    flush(flow);
    queue.runUntil(150);
    expect(queue.waiting).toBe(2);
    flow.close();
    expect(queue.waiting).toBe(0);
    queue.runUntil(5000);
    expect(diary).toEqual(['first accepted@0', 'second accepted@0']);
  });

  test('takes it off the link', () => {
    const { link } = newLink();
    const [one, other] = [link.open(), link.open()];
    expect(link.openFlows).toBe(2);
    one.close();
    expect(link.openFlows).toBe(1);
    other.close();
    other.close();
    expect(link.openFlows).toBe(0);
  });

  test('fails what is tried afterwards', () => {
    const { link, diary, send } = newLink();
    const flow = link.open();
    flow.close();
    send(flow, 'page', 1);
    expect(diary).toEqual(['page accepted failed (Error: The connection is closed.)@0']);
  });
});

test('an abandoned send is not told of any more, but its bytes still arrive', () => {
  const { queue, link, diary, send } = newLink();
  const flow = link.open();
  send(flow, 'page', 1000);
  queue.runUntil(500);
  flow.abandon();
  queue.runUntil(5000);
  expect(diary).toEqual(['page arrived@1100']);
  expect(queue.waiting).toBe(0);
});

test('an abandoned flush is not told of any more', () => {
  const { queue, link, diary, send, flush } = newLink({ sendBufferBytes: 5000 });
  const flow = link.open();
  send(flow, 'page', 100);
  flush(flow);
  queue.runUntil(250);
  flow.abandon();
  queue.runUntil(5000);
  expect(diary).toEqual(['page accepted@0', 'page arrived@200']);
});

test('a flush after an abandoned one completes all the same', () => {
  const { queue, link, diary, send, flush } = newLink({ sendBufferBytes: 5000 });
  const flow = link.open();
  send(flow, 'page', 100);
  flush(flow);
  queue.runUntil(250);
  flow.abandon();
  flush(flow);
  queue.runUntil(5000);
  expect(diary).toEqual(['page accepted@0', 'page arrived@200', 'flushed@400']);
});
