import { Clock, DestinationMachine, Link, type MigrationPorts, type Process, SnapshotMachine } from '../../simulator/index.ts';
import { placeHere, TrialFailure } from './trial-failure.ts';

/** Ports that remember calls whose effect was never handed out: `source.pause()` without `yield*` does nothing. */
export interface WatchedPorts {
  readonly ports: MigrationPorts;
  /** One for each such call, in the order of the calls, with the stack of the call. */
  forgotten(): readonly TrialFailure[];
}

/** Watched ports for two machines of so many pages. */
export function watchedPorts(pageCount: number): WatchedPorts {
  const waiting = new Set<TrialFailure>();
  const watch = <Port extends object>(name: string, port: Port): Port => new Proxy(port, watcher(name, waiting));
  return {
    ports: {
      // It has the calls of a snapshot too, so that who makes one hears why it is refused.
      source: watch('source', new SnapshotMachine(pageCount)),
      destination: watch('destination', new DestinationMachine(pageCount)),
      link: watch('link', new Link()),
      clock: watch('clock', new Clock()),
    },
    forgotten: () => [...waiting],
  };
}

function watcher<Port extends object>(name: string, waiting: Set<TrialFailure>): ProxyHandler<Port> {
  return {
    get(port, key) {
      const method: unknown = Reflect.get(port, key);
      if (method === undefined && name === 'destination' && Reflect.has(SnapshotMachine.prototype, key)) return onlyOfSource(key);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]): Process<unknown> => {
        const call = new TrialFailure(`${name}.${String(key)}() did nothing: "yield*" is missing before it.`);
        waiting.add(call);
        return begin(Reflect.apply(method, port, given) as Process<unknown>, () => waiting.delete(call));
      };
    },
  };
}

/** What stands where a destination has no such call: types tell who looks at them, and this tells the others. */
function onlyOfSource(key: string | symbol): () => never {
  return () => {
    throw new TrialFailure(`destination.${String(key)}() is not there: a destination can only be resumed, and what it gets, it gets over the link.`);
  };
}

/** The same process; says when it is asked for its first effect, and fails with the stack of who asked. */
function* begin(process: Process<unknown>, onBegin: () => void): Process<unknown> {
  onBegin();
  try {
    return yield* process;
  } catch (error) {
    throw placeHere(error);
  }
}
