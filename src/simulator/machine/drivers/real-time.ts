import type { Effect, Process } from '../ports/effect.ts';

/** One effect under way on a real machine. */
export interface Attempt {
  /** Settles when the effect is done, or was abandoned. */
  readonly answer: Promise<unknown>;
  /** Makes a wait or a send come back early. Where it is absent, an interruption waits for the answer. */
  readonly abandon?: () => void;
}

/** Performs effects on real machines and a real link. */
export type EffectPerformer = (effect: Effect) => Attempt;

/** A process that is being run in real time. */
export interface RealTimeRun<Result> {
  readonly result: Promise<Result>;
  /**
   * Throws this error at the `yield` where the process is, once the effect under way has come back. Only the first
   * interruption counts, for what follows it is tidying up; one that comes with the hand-over comes too late.
   */
  interrupt(error: Error): void;
}

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Error };

/**
 * Runs the same mechanisms as the virtual-time driver, against machines that answer with promises. One effect is under
 * way at a time, and none is left half done: an interruption is thrown only after the present one has settled.
 */
export function runInRealTime<Result>(process: Process<Result>, perform: EffectPerformer): RealTimeRun<Result> {
  let interruption: { readonly error: Error; thrown: boolean } | null = null;
  let abandon: (() => void) | undefined;

  async function attempt(effect: Effect): Promise<Answer> {
    const answer = await settle(() => {
      const attempted = perform(effect);
      abandon = attempted.abandon;
      return attempted.answer;
    });
    abandon = undefined;
    if (interruption === null || interruption.thrown || isPastInterruption(effect)) return answer;
    interruption.thrown = true;
    return { ok: false, error: interruption.error };
  }

  async function run(): Promise<Result> {
    let step = process.next();
    while (step.done !== true) {
      const answer = await attempt(step.value);
      step = answer.ok ? process.next(answer.value) : process.throw(answer.error);
    }
    return step.value;
  }

  return {
    result: run(),
    interrupt: (error) => {
      interruption ??= { error, thrown: false };
      if (!interruption.thrown) abandon?.();
    },
  };
}

/** Once the destination runs there are two machines unless the mechanism goes on to its end, which reads the clock. */
function isPastInterruption(effect: Effect): boolean {
  return effect.kind === 'now' || (effect.kind === 'resume' && effect.machine === 'destination');
}

async function settle(attempt: () => Promise<unknown>): Promise<Answer> {
  try {
    return { ok: true, value: await attempt() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
