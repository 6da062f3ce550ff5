import { expect, test } from 'vitest';
import { EventQueue } from '../../../../src/simulator/kernel/event-queue.ts';
import type { Completion } from '../../../../src/simulator/kernel/process.ts';
import { Channels } from '../../../../src/simulator/machine/drivers/channels.ts';
import { LinkModel } from '../../../../src/simulator/network/link-model.ts';

/** A main stream and so many channels of one byte a nanosecond each, without a buffer; and a diary. */
function newChannels(count: number) {
  const queue = new EventQueue();
  const link = new LinkModel(queue, { bytesPerSecond: 1e12, streamBytesPerSecond: 1e9, latencyNanoseconds: 100, sendBufferBytes: 0 });
  const channels = new Channels(link.open(), Array.from({ length: count }, () => link.open()));
  const diary: string[] = [];
  const completion = (what: string, then?: () => void): Completion => ({
    succeed: (value) => {
      diary.push(`${what} ${value === undefined ? 'done' : `over ${value as number}`}@${queue.now}`);
      then?.();
    },
    fail: (error) => {
      diary.push(`${what} failed: ${error.message}`);
    },
  });
  const packet = (name: string, bytes: number, then?: () => void, channel: number | null = null): void => {
    const deliver = (): void => {
      diary.push(`${name} arrived@${queue.now}`);
    };
    channels.sendOverChannel(channel, { kind: 'message', deliver }, bytes, completion(name, then));
  };
  return { queue, link, channels, diary, packet, completion };
}

test('packets go to the next channel that is free, and wait where none is', () => {
  const { queue, diary, packet } = newChannels(2);
  packet('first', 1000, () => {
    packet('second', 400, () => {
      packet('third', 50);
    });
  });
  queue.runUntil(5000);
  expect(diary).toEqual([
    'first over 0@0', 'second over 1@0', 'third over 1@400', 'second arrived@500', 'third arrived@550', 'first arrived@1100',
  ]);
});

// What goes on after a packet was taken may be the next packet for the same channel, and the one after that.
test('a channel that is given more as soon as it has taken something is busy, and nothing goes round in circles', () => {
  const { queue, diary, packet } = newChannels(1);
  const go = (left: number): void => {
    if (left > 0) packet(String(left), 10, () => { go(left - 1); });
  };
  go(4);
  queue.runUntil(5000);
  expect(diary.filter((line) => line.includes('over'))).toEqual(['4 over 0@0', '3 over 0@10', '2 over 0@20', '1 over 0@30']);
});

test('a certain channel is waited for though others are free', () => {
  const { queue, diary, packet } = newChannels(2);
  packet('first', 1000);
  packet('again', 10, undefined, 0);
  queue.runUntil(500);
  expect(diary).toEqual(['first over 0@0']);
  queue.runUntil(5000);
  expect(diary.slice(1)).toEqual(['again over 0@1000', 'first arrived@1100', 'again arrived@1110']);
});

test('what arrives on the main stream after the word waits until the channels are in step', () => {
  const { queue, channels, diary, packet, completion } = newChannels(1);
  packet('page', 1000, () => {
    channels.sendOverChannel(0, { kind: 'in-step' }, 10, completion('channel'));
  });
  channels.sendOverMain({ kind: 'in-step' }, 8, completion('word'));
  channels.send(20, () => diary.push(`state arrived@${queue.now}`), completion('state'));
  channels.flush(completion('flush'), () => 0);
  queue.runUntil(5000);
  expect(diary.filter((line) => line.includes('arrived') || line.includes('flush'))).toEqual([
    'page arrived@1100', 'state arrived@1110', 'flush done@1210',
  ]);
});

test('a link that goes down fails what waits, and what comes after', () => {
  const { queue, link, diary, packet } = newChannels(1);
  packet('first', 1000);
  packet('second', 1000);
  queue.runUntil(10);
  link.cut('Cut.');
  packet('third', 1000);
  queue.runUntil(5000);
  expect(diary).toEqual(['first over 0@0', 'second failed: Cut.', 'third failed: Cut.']);
});

test('what nobody waits for any more is not sent', () => {
  const { queue, channels, diary, packet } = newChannels(1);
  packet('first', 1000);
  packet('second', 1000);
  channels.abandon();
  queue.runUntil(5000);
  expect(diary).toEqual(['first over 0@0', 'first arrived@1100']);
});
