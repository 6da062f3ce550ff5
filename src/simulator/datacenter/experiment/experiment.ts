import type { Nanoseconds } from '../../kernel/time.ts';

/**
 * What is done to one party and watched at all others: its kernel made to crash, the wall clock set, all vCPUs asked for,
 * all memory asked for.
 */
export const EXPERIMENTS = ['kernel-panic', 'clock-change', 'cpu-hog', 'memory-hog'] as const;
/** The name of an experiment. */
export type Experiment = (typeof EXPERIMENTS)[number];

/** One experiment on one host, done by a container behind different walls and by a VM, each on a copy of the world. */
export interface ExperimentReport {
  readonly experiment: Experiment;
  readonly host: string;
  /** The vCPUs that the host's kernel gives its processes. */
  readonly vcpus: number;
  /** Memory of the host that was set aside for a VM without work, so that what is left ends soon. */
  readonly setAsideBytes: number;
  /** Containers and VMs of the host that ran too, but were not watched. */
  readonly unwatched: number;
  readonly trials: readonly ExperimentTrial[];
}

/** What one offender did, and how it looked to everybody. */
export interface ExperimentTrial {
  /** What the offender was, such as "Container with CAP_SYS_TIME". */
  readonly label: string;
  readonly offender: 'container' | 'vm';
  /** The line that its shell was given, and how often. */
  readonly deed: { readonly line: string; readonly times: number };
  /** What the shell answered at once; empty where nothing. */
  readonly answer: string;
  readonly observations: readonly Observation[];
}

/** A trial with what is the same in all trials of one report. */
export interface TriedExperiment extends ExperimentTrial, Pick<ExperimentReport, 'vcpus' | 'setAsideBytes' | 'unwatched'> {}

/** Three looks at one party: when it began, a second later just before the deed, and a second after it. */
export interface Observation {
  readonly who: string;
  readonly role: 'offender' | 'container' | 'vm' | 'host';
  /** Whether the kernel that did the deed is this party's too. */
  readonly sharesKernel: boolean;
  readonly began: Reading;
  readonly before: Reading;
  readonly after: Reading;
}

/** One look. */
export interface Reading {
  readonly at: Nanoseconds;
  /** Why it runs no more; null where it answers. */
  readonly stoppedBy: string | null;
  /** What its wall clock says; null where it runs no more, or its guest has none that could be asked. */
  readonly wallClock: Nanoseconds | null;
  /** Time on vCPUs so far. */
  readonly cpuTime: Nanoseconds;
  /** Memory that its processes hold, or that is set aside for it. */
  readonly memoryBytes: number;
  /** Processes of it that the out-of-memory killer took so far. */
  readonly killed: number;
}
