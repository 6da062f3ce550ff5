import { expect, test } from 'vitest';
import { Saver } from '../../src/worker/saver.ts';
import { FakeClock } from './fake-clock.ts';

/** A saver that is asked every 20 ms; each write takes `cost` ms, and fails while `broken` says so. */
function saving(cost: number, broken: () => boolean = () => false) {
  const clock = new FakeClock();
  const started: number[] = [];
  const failures: string[] = [];
  let writing = 0;
  const write = async (): Promise<void> => {
    started.push(clock.now());
    writing += 1;
    expect(writing).toBe(1);
    await new Promise<void>((resolve) => void clock.after(cost, resolve));
    writing -= 1;
    if (broken()) throw new Error('the disk is full');
  };
  const saver = new Saver(clock, write, (error) => failures.push((error as Error).message));
  const turn = (): void => {
    saver.turn();
    clock.after(20, turn);
  };
  turn();
  return { clock, saver, started, failures };
}

test('a burst of changes is saved once, half a second after the first', async () => {
  const { clock, saver, started } = saving(10);
  for (let count = 0; count < 10; count++) {
    saver.changed();
    await clock.pass(20);
  }
  await clock.pass(5_000);
  expect(started).toEqual([500]);
});

test('while only time passes, it is saved every half minute', async () => {
  const { clock, saver, started } = saving(10);
  for (let count = 0; count < 100; count++) {
    saver.timePassed();
    await clock.pass(1_000);
  }
  expect(started).toEqual([30_000, 60_000, 90_000]);
});

test('a world that takes long to save is saved more seldom, and never twice at once', async () => {
  const { clock, saver, started } = saving(1_000);
  for (let count = 0; count < 500; count++) {
    saver.changed();
    await clock.pass(100);
  }
  expect(started).toEqual([500, 21_500, 42_500]);
});

test('a row of failures is told once, and saving is tried again', async () => {
  let broken = true;
  const { clock, saver, started, failures } = saving(10, () => broken);
  saver.changed();
  await clock.pass(100_000);
  expect(failures).toEqual(['the disk is full']);
  expect(started.length).toBeGreaterThan(2);
  broken = false;
  await clock.pass(100_000);
  expect(failures).toEqual(['the disk is full']);
});

test('a flush rejects where the world cannot be written', async () => {
  const { clock, saver } = saving(10, () => true);
  const flushed = expect(saver.flush()).rejects.toThrow('the disk is full');
  await clock.pass(20);
  await flushed;
});

test('what somebody waits for is saved at once, and is on disk when that is told', async () => {
  const { clock, saver, started } = saving(10);
  await clock.pass(100);
  const kept = saver.keep();
  expect(saver.isUpToDate).toBe(false);
  await clock.pass(10);
  expect(await kept).toBe(true);
  expect({ started, isUpToDate: saver.isUpToDate }).toEqual({ started: [100], isUpToDate: true });
});

test('who come together are saved together, and who comes while that is written after it, never two at once', async () => {
  const { clock, saver, started } = saving(10);
  const together = [saver.keep(), saver.keep(), saver.keep()];
  await clock.pass(5);
  const later = saver.keep();
  await clock.pass(100);
  expect(await Promise.all([...together, later])).toEqual([true, true, true, true]);
  expect(started).toEqual([0, 10]);
});

test('where saving takes long, whoever waits is told that it is put off, and it is saved soon', async () => {
  const { clock, saver, started } = saving(1_000);
  const first = saver.keep();
  await clock.pass(1_000);
  expect(await first).toBe(true);
  expect(await saver.keep()).toBe(false);
  expect(saver.isUpToDate).toBe(false);
  await clock.pass(30_000);
  expect({ started, isUpToDate: saver.isUpToDate }).toEqual({ started: [0, 21_000], isUpToDate: true });
});

test('where the world cannot be written, whoever waits is told so, and it is tried again', async () => {
  let broken = true;
  const { clock, saver, failures } = saving(10, () => broken);
  const first = saver.keep();
  await clock.pass(10);
  expect(await first).toBe(false);
  expect({ failures, isUpToDate: saver.isUpToDate }).toEqual({ failures: ['the disk is full'], isUpToDate: false });
  broken = false;
  await clock.pass(31_000);
  expect(saver.isUpToDate).toBe(true);
});
