import { describe, expect, test } from 'vitest';
import { type Completion, type EffectHandler, type ProcessEnd, RunningProcess } from '../../../src/simulator/kernel/process.ts';

/** Effects of these tests: plain names. */
type Steps<Result> = Generator<string, Result, unknown>;

/** Runs a process; effects are answered by `handle`, or by hand through `pending` where there is none. */
function run<Result>(process: Steps<Result>, handle?: EffectHandler<string>) {
  const pending: { effect: string; completion: Completion }[] = [];
  const abandoned: string[] = [];
  const ends: ProcessEnd<Result>[] = [];
  const byHand: EffectHandler<string> = (effect, completion) => {
    pending.push({ effect, completion });
    return () => {
      abandoned.push(effect);
    };
  };
  const running = new RunningProcess(process, handle ?? byHand, (end) => {
    ends.push(end);
  });
  running.start();
  return { running, pending, abandoned, ends };
}

const answerAtOnce: EffectHandler<string> = (effect, completion) => {
  completion.succeed(`${effect}!`);
  return undefined;
};

describe('an effect', () => {
  test('is answered at its yield, and the process ends with what it returns', () => {
    function* process(): Steps<unknown[]> {
      return [yield 'one', yield 'two'];
    }
    const { ends, running } = run(process(), answerAtOnce);
    expect(ends).toEqual([{ ok: true, value: ['one!', 'two!'] }]);
    expect(running.ended).toBe(true);
  });

  test('may be answered later; the process stands still until then', () => {
    function* process(): Steps<unknown> {
      return yield 'wait';
    }
    const { ends, pending, running } = run(process());
    expect(running.ended).toBe(false);
    pending[0]!.completion.succeed(5);
    expect(ends).toEqual([{ ok: true, value: 5 }]);
  });

  test('that fails is thrown at its yield, where the process may go on', () => {
    function* process(): Steps<string> {
      try {
        yield 'fragile';
        return 'no failure';
      } catch (error) {
        return `caught: ${(error as Error).message}`;
      }
    }
    const { ends } = run(process(), (_effect, completion) => {
      completion.fail(new Error('broken'));
      return undefined;
    });
    expect(ends).toEqual([{ ok: true, value: 'caught: broken' }]);
  });

  test('that fails and is not caught ends the process', () => {
    function* process(): Steps<void> {
      yield 'fragile';
    }
    const broken = new Error('broken');
    const { ends, pending } = run(process());
    pending[0]!.completion.fail(broken);
    expect(ends).toEqual([{ ok: false, error: broken }]);
  });

  test('is answered once; a second answer is ignored', () => {
    function* process(): Steps<unknown[]> {
      return [yield 'one', yield 'two'];
    }
    const { ends, pending } = run(process());
    pending[0]!.completion.succeed(1);
    pending[0]!.completion.succeed('again');
    pending[0]!.completion.fail(new Error('again'));
    expect(ends).toEqual([]);
    pending[1]!.completion.succeed(2);
    pending[1]!.completion.succeed('again');
    expect(ends).toEqual([{ ok: true, value: [1, 2] }]);
  });
});

test('answers at once do not grow the stack: 100 000 effects', () => {
  function* process(): Steps<number> {
    let sum = 0;
    for (let index = 0; index < 100_000; index++) sum += (yield 'one') as number;
    return sum;
  }
  const { ends } = run(process(), (_effect, completion) => {
    completion.succeed(1);
    return undefined;
  });
  expect(ends).toEqual([{ ok: true, value: 100_000 }]);
});

test('failures at once do not grow the stack either', () => {
  function* process(): Steps<number> {
    let failures = 0;
    while (failures < 100_000) {
      try {
        yield 'fragile';
      } catch {
        failures++;
      }
    }
    return failures;
  }
  const again = new Error('again');
  const { ends } = run(process(), (_effect, completion) => {
    completion.fail(again);
    return undefined;
  });
  expect(ends).toEqual([{ ok: true, value: 100_000 }]);
});

test('what is thrown without being an error becomes one', () => {
  function* process(): Steps<void> {
    yield 'one';
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a student's code may
    throw 'a bare string';
  }
  const { ends } = run(process(), answerAtOnce);
  expect(ends).toEqual([{ ok: false, error: new Error('a bare string') }]);
});

describe('an interruption', () => {
  const cancelled = new Error('cancelled');

  function* tidyingProcess(): Steps<string> {
    try {
      yield 'long wait';
      return 'undisturbed';
    } catch (error) {
      const answer = (yield 'tidy up') as string;
      return `${(error as Error).message}, ${answer}`;
    }
  }

  test('abandons the effect under way and is thrown at its yield', () => {
    const { running, abandoned, ends, pending } = run(tidyingProcess());
    running.interrupt(cancelled);
    expect(abandoned).toEqual(['long wait']);
    expect(pending.map(({ effect }) => effect)).toEqual(['long wait', 'tidy up']);
    pending[1]!.completion.succeed('tidy');
    expect(ends).toEqual([{ ok: true, value: 'cancelled, tidy' }]);
  });

  test('makes the late answer to the abandoned effect count for nothing', () => {
    const { running, ends, pending } = run(tidyingProcess());
    running.interrupt(cancelled);
    pending[0]!.completion.succeed('late');
    expect(ends).toEqual([]);
    pending[1]!.completion.succeed('tidy');
    pending[0]!.completion.fail(new Error('later still'));
    expect(ends).toEqual([{ ok: true, value: 'cancelled, tidy' }]);
  });

  test('makes an answer count for nothing that comes while the effect is being abandoned', () => {
    const ends: ProcessEnd<string>[] = [];
    const answersWhenAbandoned: EffectHandler<string> = (effect, completion) => {
      if (effect === 'tidy up') completion.succeed('tidy');
      return () => {
        completion.succeed('abandoned');
      };
    };
    const running = new RunningProcess(tidyingProcess(), answersWhenAbandoned, (end) => {
      ends.push(end);
    });
    running.start();
    running.interrupt(cancelled);
    expect(ends).toEqual([{ ok: true, value: 'cancelled, tidy' }]);
  });

  test('counts only the first time: what follows is tidying up', () => {
    const { running, abandoned, ends, pending } = run(tidyingProcess());
    running.interrupt(cancelled);
    running.interrupt(new Error('cancelled again'));
    expect(abandoned).toEqual(['long wait']);
    pending[1]!.completion.succeed('tidy');
    expect(ends).toEqual([{ ok: true, value: 'cancelled, tidy' }]);
  });

  test('of an ended process does nothing', () => {
    const { running, ends, pending } = run(tidyingProcess());
    pending[0]!.completion.succeed();
    running.interrupt(cancelled);
    expect(ends).toEqual([{ ok: true, value: 'undisturbed' }]);
  });

  test('that is not caught ends the process with it', () => {
    function* process(): Steps<void> {
      yield 'long wait';
    }
    const { running, ends } = run(process());
    running.interrupt(cancelled);
    expect(ends).toEqual([{ ok: false, error: cancelled }]);
    expect(running.ended).toBe(true);
  });
});
