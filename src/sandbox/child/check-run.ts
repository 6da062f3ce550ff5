import type { Check } from '../../labs/lab-pack.ts';
import type { CheckResult } from '../../labs/verdict.ts';
import { PACK_FOLDER } from '../messages.ts';
import type { Channel } from './channel.ts';
import type { Collector, CollectedTest } from './collector.ts';
import type { CapturedConsole } from './console.ts';
import { describeError, type DescribedError } from './describe-error.ts';
import { type TestOutcome, TestRunner } from './run-test.ts';

type LoadedSpec =
  | { readonly ok: true; readonly tests: readonly CollectedTest[]; readonly runner: TestRunner }
  | { readonly ok: false; readonly error: DescribedError };

const clock = performance.now.bind(performance);

/** Runs the checks in their order, each spec file loaded once, and reports each as soon as it is decided. */
export class CheckRun {
  readonly #channel: Channel;
  readonly #checks: readonly Check[];
  readonly #collector: Collector;
  readonly #modules: ReadonlyMap<string, string>;
  readonly #console: CapturedConsole;
  readonly #specs = new Map<string, LoadedSpec>();
  readonly #passed = new Set<string>();
  readonly #lost: TestOutcome[] = [];

  /** `modules` are the texts of the run, by their addresses. */
  constructor(channel: Channel, collector: Collector, console: CapturedConsole, modules: ReadonlyMap<string, string>) {
    this.#channel = channel;
    this.#checks = channel.start.checks;
    this.#modules = modules;
    this.#collector = collector;
    this.#console = console;
  }

  /** Something was thrown where nobody waits for it: the check under way does not hold. */
  takeLost(thrown: unknown): void {
    this.#lost.push({ passed: false, thrown });
  }

  async run(): Promise<void> {
    const checks = this.#checks;
    for (const { spec } of checks) await this.#load(spec);
    const output = this.#console.take();
    for (const check of checks) await this.#decide(check);
    for (const spec of this.#specs.values()) if (spec.ok) await spec.runner.finish();
    await this.#channel.report({ kind: 'finished', output: output + this.#console.take() });
  }

  #titleOf(id: string): string {
    return this.#checks.find((check) => check.id === id)?.title ?? id;
  }

  async #load(spec: string): Promise<void> {
    if (this.#specs.has(spec)) return;
    await this.#channel.report({ kind: 'loading', spec });
    try {
      const tests = await this.#collector.collect(() => import(PACK_FOLDER + encodeURI(spec)));
      this.#specs.set(spec, { ok: true, tests, runner: new TestRunner() });
    } catch (thrown) {
      this.#specs.set(spec, { ok: false, error: describeError(thrown, this.#modules) });
    }
  }

  async #decide(check: Check): Promise<void> {
    await this.#channel.report({ kind: 'check-started', id: check.id });
    const started = clock();
    const result = await this.#resultOf(check);
    if (result.state === 'passed') this.#passed.add(check.id);
    const durationMilliseconds = clock() - started;
    const points = result.state === 'passed' ? check.points : 0;
    const { id, title } = check;
    const finished = { ...BLANK, ...result, id, title, points, output: this.#console.take(), durationMilliseconds };
    await this.#channel.report({ kind: 'check-finished', result: finished });
  }

  async #resultOf(check: Check): Promise<Decided> {
    const missing = check.dependsOn.find((id) => !this.#passed.has(id));
    if (missing !== undefined) return { state: 'skipped', message: `This is tried once "${this.#titleOf(missing)}" passes.` };
    const spec = this.#specs.get(check.spec);
    if (spec === undefined || !spec.ok) return spec === undefined ? { state: 'error' } : failure(spec.error, 'error');
    const tests = spec.tests.filter(({ fullName }) => check.test === null || fullName === check.test);
    if (tests.length === 0) return { state: 'error', message: `${check.spec} has no test named "${check.test ?? ''}".` };
    for (const test of tests) {
      const ran = await spec.runner.run(test);
      const outcome = ran.passed ? (this.#lost.shift() ?? ran) : ran;
      if (outcome.passed) continue;
      const error = describeError(outcome.thrown, this.#modules);
      return failure(error, error.failed ? 'failed' : 'error');
    }
    return { state: 'passed' };
  }
}

type Decided = Pick<CheckResult, 'state'> & Partial<CheckResult>;

const BLANK = { message: '', expected: null, actual: null, difference: null, place: null, stack: [] };

function failure(error: DescribedError, state: 'failed' | 'error'): Decided {
  const { message, expected, actual, difference, place, stack } = error;
  return { state, message, expected, actual, difference, place, stack };
}
