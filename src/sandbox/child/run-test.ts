import type { CollectedTest, Suite } from './collector.ts';

/** What a test threw, or nothing. */
export type TestOutcome = { readonly passed: true } | { readonly passed: false; readonly thrown: unknown };

/** Runs tests with their hooks: `beforeAll` once for a suite, before the first of its tests that runs. */
export class TestRunner {
  readonly #begun = new Map<Suite, TestOutcome>();

  async run(test: CollectedTest): Promise<TestOutcome> {
    for (const suite of test.suites) {
      const begun = this.#begun.get(suite) ?? (await attempt(suite.beforeAll));
      this.#begun.set(suite, begun);
      if (!begun.passed) return begun;
    }
    const before = await attempt(test.suites.flatMap((suite) => suite.beforeEach));
    const outcome = before.passed ? await attempt([test.body]) : before;
    const after = await attempt([...test.suites].reverse().flatMap((suite) => suite.afterEach));
    return outcome.passed ? after : outcome;
  }

  /** Runs the `afterAll` hooks of every suite that was begun, innermost first. */
  async finish(): Promise<TestOutcome> {
    return attempt([...this.#begun.keys()].reverse().flatMap((suite) => suite.afterAll));
  }
}

async function attempt(parts: readonly (() => unknown)[]): Promise<TestOutcome> {
  try {
    for (const part of parts) await part();
    return { passed: true };
  } catch (thrown) {
    return { passed: false, thrown };
  }
}
