import { Clock, Link, Machine, type MigrationPorts, type Process } from '../../simulator/index.ts';

/** Ports that remember calls whose effect was never handed out: `source.pause()` without `yield*` does nothing. */
export interface WatchedPorts {
  readonly ports: MigrationPorts;
  /** Such as `source.pause()`, in the order of the calls. */
  forgotten(): readonly string[];
}

export function watchedPorts(pageCount: number): WatchedPorts {
  const waiting = new Map<symbol, string>();
  const watch = <Port extends object>(name: string, port: Port): Port => new Proxy(port, watcher(name, waiting));
  return {
    ports: {
      source: watch('source', new Machine('source', pageCount)),
      destination: watch('destination', new Machine('destination', pageCount)),
      link: watch('link', new Link()),
      clock: watch('clock', new Clock()),
    },
    forgotten: () => [...waiting.values()],
  };
}

function watcher<Port extends object>(name: string, waiting: Map<symbol, string>): ProxyHandler<Port> {
  return {
    get(port, key) {
      const method: unknown = Reflect.get(port, key);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]): Process<unknown> => {
        const call = Symbol();
        waiting.set(call, `${name}.${String(key)}()`);
        return begin(Reflect.apply(method, port, given) as Process<unknown>, () => waiting.delete(call));
      };
    },
  };
}

/** The same process; says when it is asked for its first effect. */
function* begin(process: Process<unknown>, onBegin: () => void): Process<unknown> {
  onBegin();
  return yield* process;
}
