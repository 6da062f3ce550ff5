import type { Inventory, WorldEvent } from '../simulator/index.ts';
import type { Answer, Check } from './lab-pack.ts';
import type { CheckResult, Verdict } from './verdict.ts';

/** A file of a run: its path and its text. */
export interface RunFile {
  readonly path: string;
  readonly text: string;
}

/** What specs get by `inject('inventory')`, `inject('events')`, `inject('answer')`, `inject('scenario')`. */
export interface Provided {
  readonly inventory?: Inventory;
  readonly events?: readonly WorldEvent[];
  readonly answer?: Answer;
  /** Text of the lab's scenario file. */
  readonly scenario?: string;
}

/** Bounds of one run; what is exceeded ends it. */
export interface RunLimits {
  /**
   * For each check, and for loading the files before them. Time in which the process could not run does not count, and a
   * machine that is slow by itself is given a multiple of it.
   */
  readonly deadlineMilliseconds: number;
  /** Of V8's heap. */
  readonly heapMebibytes: number;
  /** Of the whole process, looked at several times a second where the system tells. */
  readonly residentMebibytes: number;
  /** Characters printed; the rest is dropped, which the output says. */
  readonly outputCharacters: number;
}

export const DEFAULT_LIMITS: RunLimits = {
  deadlineMilliseconds: 5_000,
  heapMebibytes: 256,
  residentMebibytes: 768,
  outputCharacters: 65_536,
};

export interface CheckRequest {
  /** The student's files, by their path in the step's folder. */
  readonly files: readonly RunFile[];
  /** Spec files, by their path in the pack. In a run they lie beside the student's files: `import './stop-and-copy.ts'`. */
  readonly specs: readonly RunFile[];
  /** The checks to run, in order. */
  readonly checks: readonly Check[];
  readonly provided: Provided;
  /** What differs from the default limits. */
  readonly limits?: Partial<RunLimits>;
}

/** Stops a run; an `AbortSignal` is one. */
interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Runs checks in a fresh child process. Never rejects: whatever goes wrong is in the verdict.
 * `onResult` is called as each check is decided. Aborting the signal kills the child; what was decided stays.
 */
export type RunChecks = (
  request: CheckRequest,
  signal?: StopSignal,
  onResult?: (result: CheckResult) => void,
) => Promise<Verdict>;
