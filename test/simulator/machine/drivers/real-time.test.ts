import { describe, expect, test } from 'vitest';
import { type Attempt, runInRealTime } from '../../../../src/simulator/machine/drivers/real-time.ts';
import { Clock } from '../../../../src/simulator/machine/ports/clock.ts';
import type { Effect, Process } from '../../../../src/simulator/machine/ports/effect.ts';
import { Link } from '../../../../src/simulator/machine/ports/link.ts';
import { DestinationMachine } from '../../../../src/simulator/machine/ports/destination-machine.ts';
import { Machine } from '../../../../src/simulator/machine/ports/machine.ts';

const source = new Machine(1);
const destination = new DestinationMachine(1);
const clock = new Clock();

/** A tiny machine room: notes every effect, and answers when the test says so. */
class Performer {
  readonly performed: string[] = [];
  readonly abandoned: string[] = [];
  #waiting: { resolve: (value: unknown) => void; reject: (error: unknown) => void } | null = null;

  readonly perform = (effect: Effect): Attempt => {
    const name = 'machine' in effect ? `${effect.kind} ${effect.machine}` : effect.kind;
    this.performed.push(name);
    const answer = new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    return {
      answer,
      abandon: () => {
        this.abandoned.push(name);
        this.#waiting?.resolve(undefined);
      },
    };
  };

  /** Answers the effect under way, and lets the process run to its next one. */
  async succeed(value?: unknown): Promise<void> {
    this.#waiting?.resolve(value);
    await turns();
  }

  async fail(error: unknown): Promise<void> {
    this.#waiting?.reject(error);
    await turns();
  }
}

/** Lets everything run that waits for settled promises only. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

test('effects are performed one after the other, each when the one before has been answered', async () => {
  function* mechanism(): Process<number> {
    yield* source.pause();
    const first = yield* clock.now();
    yield* source.resume();
    return (yield* clock.now()) - first;
  }
  const performer = new Performer();
  const run = runInRealTime(mechanism(), performer.perform);
  await turns();
  expect(performer.performed).toEqual(['pause source']);
  await performer.succeed();
  await performer.succeed(100);
  expect(performer.performed).toEqual(['pause source', 'now', 'resume source']);
  await performer.succeed();
  await performer.succeed(170);
  expect(await run.result).toBe(70);
});

test('a rejected answer is thrown at the yield', async () => {
  function* mechanism(): Process<string> {
    try {
      yield* new Link().flush();
      return 'flushed';
    } catch (error) {
      return (error as Error).message;
    }
  }
  const performer = new Performer();
  const run = runInRealTime(mechanism(), performer.perform);
  await performer.fail(new Error('cable pulled'));
  expect(await run.result).toBe('cable pulled');
});

test('what is rejected without being an error becomes one', async () => {
  function* mechanism(): Process<void> {
    yield* source.pause();
  }
  const performer = new Performer();
  const run = runInRealTime(mechanism(), performer.perform);
  await performer.fail('a bare string');
  await expect(run.result).rejects.toEqual(new Error('a bare string'));
});

test('a performer that throws at once is a failed effect', async () => {
  function* mechanism(): Process<void> {
    yield* source.pause();
  }
  const run = runInRealTime(mechanism(), () => {
    throw new Error('no such machine');
  });
  await expect(run.result).rejects.toThrow('no such machine');
});

describe('an interruption', () => {
  const cancelled = new Error('cancelled');

  function* waiting(): Process<string> {
    try {
      yield* clock.wait(1_000_000);
      yield* source.pause();
      return 'undisturbed';
    } catch (error) {
      yield* source.resume();
      return (error as Error).message;
    }
  }

  test('makes the effect under way come back early and is thrown at its yield', async () => {
    const performer = new Performer();
    const run = runInRealTime(waiting(), performer.perform);
    run.interrupt(cancelled);
    await turns();
    expect(performer.abandoned).toEqual(['wait']);
    expect(performer.performed).toEqual(['wait', 'resume source']);
    await performer.succeed();
    expect(await run.result).toBe('cancelled');
  });

  test('waits for an effect that cannot be abandoned: nothing is left half done', async () => {
    let answer: (() => void) | undefined;
    const performed: string[] = [];
    const run = runInRealTime(waiting(), (effect) => {
      performed.push(effect.kind);
      return {
        answer: new Promise<void>((resolve) => {
          answer = resolve;
        }),
      };
    });
    run.interrupt(cancelled);
    await turns();
    expect(performed).toEqual(['wait']);
    answer?.();
    await turns();
    expect(performed).toEqual(['wait', 'resume']);
    answer?.();
    expect(await run.result).toBe('cancelled');
  });

  test('counts only the first time: what follows is tidying up', async () => {
    const performer = new Performer();
    const run = runInRealTime(waiting(), performer.perform);
    run.interrupt(cancelled);
    await turns();
    run.interrupt(new Error('again'));
    expect(performer.abandoned).toEqual(['wait']);
    await performer.succeed();
    expect(await run.result).toBe('cancelled');
  });

  test('with the hand-over comes too late: there must not be two machines running, or none', async () => {
    function* handOver(): Process<string> {
      try {
        yield* destination.resume();
        yield* clock.now();
        return 'handed over';
      } catch {
        return 'taken back';
      }
    }
    const performer = new Performer();
    const run = runInRealTime(handOver(), performer.perform);
    run.interrupt(cancelled);
    await turns();
    await performer.succeed();
    await performer.succeed(5);
    expect(await run.result).toBe('handed over');
  });

  test('after the end does nothing', async () => {
    const performer = new Performer();
    const run = runInRealTime(waiting(), performer.perform);
    await performer.succeed();
    await performer.succeed();
    expect(await run.result).toBe('undisturbed');
    run.interrupt(cancelled);
    expect(performer.abandoned).toEqual([]);
  });
});
