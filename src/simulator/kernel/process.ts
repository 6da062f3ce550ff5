/** How the handler of an effect answers, now or later, and just once. */
export interface Completion {
  succeed(value?: unknown): void;
  fail(error: Error): void;
}

/** Performs one effect. Returns how to abandon it where it takes time, nothing where it is done at once. */
export type EffectHandler<Effect> = (effect: Effect, completion: Completion) => (() => void) | undefined;

/** What became of a process: what it returned, or what it threw and did not catch. */
export type ProcessEnd<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: Error };

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Error };

/**
 * A generator that is being run, in the manner of SimPy: each `yield` hands out an effect and waits for the answer.
 * A failed effect is thrown at the `yield`; so is an interruption, after the effect under way has been abandoned.
 */
export class RunningProcess<Effect, Result> {
  readonly #process: Generator<Effect, Result, unknown>;
  readonly #handle: EffectHandler<Effect>;
  readonly #onEnd: (end: ProcessEnd<Result>) => void;
  #abandon: (() => void) | undefined;
  /** Counts effects, so that a late answer to an abandoned one is recognised. */
  #effects = 0;
  #ended = false;
  #interrupted = false;

  constructor(
    process: Generator<Effect, Result, unknown>,
    handle: EffectHandler<Effect>,
    onEnd: (end: ProcessEnd<Result>) => void,
  ) {
    this.#process = process;
    this.#handle = handle;
    this.#onEnd = onEnd;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Runs up to the first effect that takes time. */
  start(): void {
    this.#run({ ok: true, value: undefined });
  }

  /**
   * Abandons the effect under way and throws this error at its `yield`. Only the first interruption counts, for what
   * follows it is tidying up; once the process has ended there is nothing to interrupt.
   */
  interrupt(error: Error): void {
    if (this.#ended || this.#interrupted) return;
    this.#interrupted = true;
    const abandon = this.#abandon;
    this.#abandon = undefined;
    this.#effects++;
    abandon?.();
    this.#run({ ok: false, error });
  }

  #run(first: Answer): void {
    let answer: Answer | undefined = first;
    while (answer !== undefined) {
      let step: IteratorResult<Effect, Result>;
      try {
        step = answer.ok ? this.#process.next(answer.value) : this.#process.throw(answer.error);
      } catch (error) {
        this.#end({ ok: false, error: error instanceof Error ? error : new Error(String(error)) });
        return;
      }
      if (step.done === true) {
        this.#end({ ok: true, value: step.value });
        return;
      }
      answer = this.#perform(step.value);
    }
  }

  /** Returns the answer where it came at once; a loop then goes on with it, so that the stack does not grow. */
  #perform(effect: Effect): Answer | undefined {
    const ticket = ++this.#effects;
    let atOnce: Answer | undefined;
    let handling = true;
    const settle = (answer: Answer): void => {
      if (ticket !== this.#effects || this.#ended) return;
      this.#abandon = undefined;
      if (handling) atOnce = answer;
      else this.#run(answer);
    };
    const abandon = this.#handle(effect, {
      succeed: (value) => {
        settle({ ok: true, value });
      },
      fail: (error) => {
        settle({ ok: false, error });
      },
    });
    handling = false;
    if (atOnce === undefined) this.#abandon = abandon;
    return atOnce;
  }

  #end(end: ProcessEnd<Result>): void {
    this.#ended = true;
    this.#onEnd(end);
  }
}
