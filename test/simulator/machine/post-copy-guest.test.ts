import { expect, test } from 'vitest';
import { EventQueue } from '../../../src/simulator/kernel/event-queue.ts';
import { sequentialWorkload } from '../../../src/simulator/machine/guests/workloads.ts';
import { ModelMachine } from '../../../src/simulator/machine/model-machine.ts';
import { PostCopyGuest } from '../../../src/simulator/machine/post-copy-guest.ts';
import type { PageBatch } from '../../../src/simulator/memory/contents.ts';
import { PageBitmap } from '../../../src/simulator/memory/page-bitmap.ts';

/** A guest that writes pages 0, 1, ..., 9 in turn, one a microsecond, in a machine that lacks these pages. */
function guestWithout(...missing: number[]) {
  const queue = new EventQueue();
  const workload = sequentialWorkload({ kind: 'sequential', pagesPerSecond: 1_000_000, workingSetPages: 10 });
  const machine = new ModelMachine(queue, workload, 100);
  const diary: string[] = [];
  const guest = new PostCopyGuest(queue, machine, PageBitmap.of(100, missing), {
    onFault: (page) => diary.push(`${queue.now}: wants ${page}`),
    onArrival: (page, blocked) => diary.push(`${queue.now}: has ${page} after ${blocked}`),
  });
  machine.resume();
  guest.resumed();
  const steps = (): number => {
    machine.catchUp();
    return machine.vcpu.steps;
  };
  return { queue, machine, guest, diary, steps };
}

function batch(...pages: number[]): PageBatch {
  return { pages: Uint32Array.from(pages), contents: { kind: 'numbers', data: new Uint32Array(pages.length).fill(7) } };
}

test('it goes as far as its first missing page, and asks for it when it touches it', () => {
  const { queue, diary, guest, steps } = guestWithout(3, 5);
  queue.runUntil(3999);
  expect(diary).toEqual([]);
  queue.runUntil(10_000);
  // Its fourth step, at 4000 ns, is the one that writes page 3.
  expect(diary).toEqual(['4000: wants 3']);
  expect(steps()).toBe(3);
  expect(guest.awaitedPages).toEqual([3]);
});

test('it goes on when the page comes, up to the next missing one', () => {
  const { queue, diary, guest, steps } = guestWithout(3, 5);
  queue.runUntil(10_000);
  guest.arrived(batch(3));
  queue.runUntil(20_000);
  // The write of page 3 is made at 10000, that of page 4 a microsecond later.
  expect(diary).toEqual(['4000: wants 3', '10000: has 3 after 6000', '12000: wants 5']);
  expect(steps()).toBe(5);
});

test('it does not stop for a page that came before it got there', () => {
  const { queue, diary, guest, steps } = guestWithout(3, 50);
  queue.runUntil(2000);
  guest.arrived(batch(3));
  queue.runUntil(100_000);
  expect(diary).toEqual([]);
  expect(steps()).toBe(100);
});

test('it runs without bounds once nothing is missing any more', () => {
  const { queue, guest, steps } = guestWithout(3, 50);
  queue.runUntil(2000);
  guest.arrived(batch(50, 3));
  guest.stop();
  queue.runUntil(5_000_000);
  expect(steps()).toBe(5000);
  expect(queue.waiting).toBe(0);
});

test('a page that is there stays as it is: the guest may have written it since', () => {
  const { queue, machine, guest } = guestWithout(3, 50);
  queue.runUntil(2500);
  guest.arrived(batch(0, 50));
  // The first content number that a workload writes.
  expect(machine.memory.table.number(0)).toBe(65_536);
  expect(machine.memory.table.number(50)).toBe(7);
});

test('stopped, it stays where it is', () => {
  const { queue, diary, guest, steps } = guestWithout(3);
  guest.stop();
  queue.runUntil(1_000_000);
  expect(diary).toEqual([]);
  expect(steps()).toBe(3);
});
