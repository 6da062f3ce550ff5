/** Real time and timers, handed in so that tests can turn the hands. */
export interface RealClock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Runs `action` once, after this many milliseconds. The result calls it off. */
  after(milliseconds: number, action: () => void): () => void;
}

/** The clock of this machine. */
export const machineClock: RealClock = {
  now: () => performance.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
