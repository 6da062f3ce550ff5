import type { MigrationPorts } from '../../simulator/index.ts';
import type { Mechanism } from './migration-trial.ts';
import { TrialFailure } from './trial-failure.ts';

const NO_GENERATOR = 'The migration must be a generator: write "function*".';
const LONGEST = 200;

/** Calls a student's migration. Throws a sentence where it is no generator function, or an asynchronous one. */
export function startMechanism(mechanism: Mechanism, ports: MigrationPorts): ReturnType<Mechanism> {
  if (typeof mechanism !== 'function') throw new TrialFailure('The migration must be a function: write "export function*".');
  const process: unknown = call(mechanism, ports);
  if (isObject(process) && Symbol.asyncIterator in process) {
    throw new TrialFailure('The migration must not be asynchronous: leave out "async", and write "yield*" where you wait.');
  }
  if (!isObject(process) || !(Symbol.iterator in process) || !('next' in process)) throw new TrialFailure(NO_GENERATOR);
  return throwingErrors(process as ReturnType<Mechanism>);
}

/** The body of a plain function runs at once, and fails sooner or later since no port has answered. */
function call(mechanism: Mechanism, ports: MigrationPorts): unknown {
  try {
    return mechanism(ports);
  } catch {
    throw new TrialFailure(NO_GENERATOR);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The same process; whatever else it throws, it throws as an error that says so. */
function* throwingErrors(process: ReturnType<Mechanism>): ReturnType<Mechanism> {
  try {
    return yield* process;
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    const value = isObject(thrown) ? 'an object' : typeof thrown === 'string' ? JSON.stringify(thrown.slice(0, LONGEST)) : String(thrown);
    throw new TrialFailure(`The migration threw ${value}, which is no error: write "throw new Error(…)".`);
  }
}
