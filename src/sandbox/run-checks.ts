import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type CheckRequest, DEFAULT_LIMITS, type RunChecks, type RunLimits } from '../labs/check-request.ts';
import type { RunEnding } from '../labs/verdict.ts';
import { forkChild, optionalFlags } from './fork-child.ts';
import type { ChildMessage, ModuleText, StartMessage } from './messages.ts';
import { Patience, slownessOf } from './patience.ts';
import { prepareModules } from './prepare-modules.ts';
import { lookAt } from './process-look.ts';
import { RunRecord, stopped, verdictBeforeStart } from './run-record.ts';
import { SpareChild } from './spare-child.ts';

const LOOK_MILLISECONDS = 50;
const START_MILLISECONDS = 60_000;
/** What Node exits with where it does not know a flag. */
const INVALID_ARGUMENT = 9;
const KEPT_STDERR_CHARACTERS = 4_000;

/**
 * `sandboxFolder` holds `child.mjs` and `virtlab.mjs`. Where Node does not start with the flags, it is started without
 * them; the child then finds which walls are missing, and the verdict says so.
 */
export function createRunChecks(sandboxFolder: string, flags = optionalFlags()): RunChecks {
  const spare = new SpareChild(() => forkChild(sandboxFolder, DEFAULT_LIMITS.heapMebibytes, flags));
  return async (request, signal, onResult = () => undefined) => {
    const prepared = await prepareModules(request);
    if (!prepared.ok) return verdictBeforeStart(request, onResult, prepared);
    const limits = { ...DEFAULT_LIMITS, ...request.limits };
    const record = new RunRecord(request.checks, onResult);
    const start = async (child: ChildProcess): Promise<RunEnding> => {
      if (signal?.aborted === true) {
        child.kill('SIGKILL');
        return { kind: 'cancelled' };
      }
      const run = new ChildRun(child, record, limits);
      const abort = (): void => run.end({ kind: 'cancelled' });
      signal?.addEventListener('abort', abort);
      const ending = await run.untilEnded(request, prepared.modules);
      signal?.removeEventListener('abort', abort);
      return ending;
    };
    const fresh = (someFlags: readonly string[]): ChildProcess => forkChild(sandboxFolder, limits.heapMebibytes, someFlags);
    const waiting = limits.heapMebibytes === DEFAULT_LIMITS.heapMebibytes ? spare.take() : null;
    let ending = await start(waiting ?? fresh(flags));
    // A child that has waited long may have died before it heard of the run.
    if (waiting !== null && hasFailed(ending) && !record.hasBegun) ending = await start(fresh(flags));
    if (hasFailed(ending, 'not-started')) ending = await start(fresh([]));
    else spare.prepare();
    return record.verdict(ending);
  };
}

function hasFailed(ending: RunEnding, reason: 'ended' | 'not-started' = 'ended'): boolean {
  return ending.kind === 'stopped' && ending.reason === reason;
}

/** One child process, watched until it is done or has to be killed. */
class ChildRun {
  readonly #child: ChildProcess;
  readonly #record: RunRecord;
  readonly #limits: RunLimits;
  readonly #nonce = randomUUID();
  readonly #patience = new Patience(performance.now());
  #looks: NodeJS.Timeout | undefined;
  #isLooking = false;
  /** How many times more than usual this machine is given; see `slownessOf`. */
  #slowness = 1;
  #stderr = '';
  #ending: RunEnding | null = null;

  constructor(child: ChildProcess, record: RunRecord, limits: RunLimits) {
    this.#child = child;
    this.#record = record;
    this.#limits = limits;
  }

  /** Resolves once the child is gone. */
  untilEnded(request: CheckRequest, modules: readonly ModuleText[]): Promise<RunEnding> {
    const child = this.#child;
    const { outputCharacters } = this.#limits;
    this.#patience.allow(START_MILLISECONDS);
    this.#looks = setInterval(() => void this.#look(), LOOK_MILLISECONDS);
    child.on('message', (text) => this.#take(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    const { checks, provided } = request;
    const start: StartMessage = { nonce: this.#nonce, modules, checks, provided, outputCharacters };
    return new Promise((resolve) => {
      const over = (ending: RunEnding): void => {
        this.#stopWatching();
        resolve(this.#ending ?? ending);
      };
      child.once('error', (error) => over(stopped('not-started', `The checks could not be started: ${error.message}.`)));
      child.once('close', (code, signal) => over(this.#endedByItself(code, signal)));
      child.send(start, () => undefined);
    });
  }

  /** Kills the child; the first reason given stands. */
  end(ending: RunEnding): void {
    this.#ending ??= ending;
    this.#child.kill('SIGKILL');
  }

  /** Whatever does not begin with the nonce is not from the child's own code. */
  #take(text: unknown): void {
    if (typeof text !== 'string' || !text.startsWith(this.#nonce)) return;
    const message = JSON.parse(text.slice(this.#nonce.length)) as ChildMessage;
    this.#record.take(message);
    if (message.kind === 'walls') this.#slowness = slownessOf(message.startMilliseconds);
    // The time that the child took to start is not the student's, and every check has its own.
    if (message.kind === 'walls' || message.kind === 'loading' || message.kind === 'check-started') this.#patience.allow(this.#deadline);
    if (this.#record.finished) this.end({ kind: 'completed' });
  }

  #keep(text: string): void {
    this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR_CHARACTERS);
  }

  /** In milliseconds. */
  get #deadline(): number {
    return this.#limits.deadlineMilliseconds * this.#slowness;
  }

  #stopWatching(): void {
    clearInterval(this.#looks);
  }

  async #look(): Promise<void> {
    const { pid } = this.#child;
    if (this.#isLooking || pid === undefined) return;
    this.#isLooking = true;
    const { residentMebibytes: held, waitedMilliseconds } = await lookAt(pid);
    this.#isLooking = false;
    const { residentMebibytes: limit } = this.#limits;
    if (held !== null && held > limit) this.end(this.#tooMuchMemory(limit));
    if (this.#patience.isOver(performance.now(), waitedMilliseconds)) this.end(this.#tooLong());
  }

  #tooLong(): RunEnding {
    if (!this.#record.hasBegun) return stopped('deadline', 'The checks did not start; the machine may be too busy. Try again.');
    const time = `${this.#deadline / 1_000} s`;
    return stopped(
      'deadline',
      `Stopped after ${time}${this.#record.whereabouts}: your code did not come back. ` +
        'Look for a loop that never ends, or one that never yields.',
    );
  }

  #tooMuchMemory(mebibytes: number): RunEnding {
    return stopped(
      'memory',
      `Stopped${this.#record.whereabouts}: your code took more than ${mebibytes} MiB of memory. ` +
        'Look for a list that grows in a loop that never ends.',
    );
  }

  #endedByItself(code: number | null, signal: NodeJS.Signals | null): RunEnding {
    if (/heap|out of memory/i.test(this.#stderr)) return this.#tooMuchMemory(this.#limits.heapMebibytes);
    if (code === 0) return stopped('ended', `The checks came to no end${this.#record.whereabouts}: your code waits for something that never comes. Look for an "await" of a promise that is never kept.`);
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : signal;
    const last = /^\w*Error.*$/m.exec(this.#stderr)?.[0] ?? how;
    if (code === INVALID_ARGUMENT) return stopped('not-started', `The checks could not be started: ${last}.`);
    return stopped('ended', `The process of the checks ended by itself${this.#record.whereabouts}: ${last}.`);
  }
}
