import type { Terminal } from './terminal.ts';

/** The buffer between two ends: pipe(7). Readers and writers are counted by open descriptions. */
export interface Pipe {
  bytes: Uint8Array;
  readers: number;
  writers: number;
  /** A reader that finds nothing is told once that this is the end: Ctrl-D in a terminal. */
  saysEnd?: boolean;
  /** The terminal at its other end. */
  terminal?: Terminal;
}

/** A pipe that nobody has open yet. */
export function newPipe(): Pipe {
  return { bytes: new Uint8Array(), readers: 0, writers: 0 };
}

/** The capacity of a pipe on Linux, and the largest write that is never split. */
export const PIPE_BYTES = 65_536;
/** PIPE_BUF. */
export const PIPE_ATOMIC_BYTES = 4_096;
