import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

/** A student who checks, mends and checks again is back within this time, mostly. */
const KEPT_MILLISECONDS = 3 * 60_000;

/**
 * One child that is started ahead and waits, so that the next run need not wait for it. It has run nobody's code: each
 * is given away once. It does not keep this process alive, and ends with it.
 */
export class SpareChild {
  readonly #start: () => ChildProcess;
  #child: ChildProcess | null = null;
  #expiry: NodeJS.Timeout | undefined;

  constructor(start: () => ChildProcess) {
    this.#start = start;
  }

  /** Starts one, if none waits. */
  prepare(): void {
    if (this.#child !== null) return;
    const child = this.#start();
    const forget = (): void => {
      if (this.#child === child) this.#child = null;
    };
    child.once('error', forget).once('close', forget);
    hold(child, 'unref');
    this.#child = child;
    this.#expiry = setTimeout(() => child.kill('SIGKILL'), KEPT_MILLISECONDS).unref();
  }

  /** The one that waits; null where there is none. */
  take(): ChildProcess | null {
    const child = this.#child;
    clearTimeout(this.#expiry);
    this.#child = null;
    if (child === null || !child.connected) return null;
    hold(child, 'ref');
    return child;
  }
}

/** Whether this process waits for the child before it ends. */
function hold(child: ChildProcess, how: 'ref' | 'unref'): void {
  child[how]();
  child.channel?.[how]();
  (child.stderr as Socket | null)?.[how]();
}
