import type { Effect, GuestSettings, MigrationPorts, Nanoseconds, Process } from '../../simulator/index.ts';

/** A migration as a student writes it. */
export type Mechanism = (ports: MigrationPorts) => Process<void>;

/** The machine that is moved, the link, and how much patience there is. */
export interface TrialSettings {
  readonly seed: number;
  readonly memoryBytes: number;
  readonly guest: GuestSettings;
  readonly linkBytesPerSecond: number;
  readonly latency: Nanoseconds;
  /** After so many effects, or so much simulated time, the migration counts as one that never ends. */
  readonly mostEffects: number;
  readonly longestTime: Nanoseconds;
}

/** An effect that the migration yielded, and when. */
export interface TrialEffect {
  readonly time: Nanoseconds;
  readonly kind: Effect['kind'];
  /** Which machine it was for; null for the link and the clock. */
  readonly machine: 'source' | 'destination' | null;
  /** Pages that it read or sent. */
  readonly pages: number;
}

export type TrialEnding =
  | { readonly kind: 'returned' }
  | { readonly kind: 'threw'; readonly error: Error }
  | { readonly kind: 'never-ended'; readonly error: Error };

/** What became of both machines. */
export interface MigrationTrial {
  readonly ending: TrialEnding;
  readonly effects: readonly TrialEffect[];
  readonly pageCount: number;
  /** Pages in which the destination, as it began to run, differed from the source as it was paused. */
  readonly differingPages: number;
  /** The first of them; null where there is none. */
  readonly firstDifferingPage: number | null;
  /** Whether the destination began with the registers and devices that the source had when it was paused. */
  readonly deviceStateArrived: boolean;
  readonly source: 'running' | 'paused';
  readonly destination: 'running' | 'paused';
  /** From the pause of the source until the destination ran; null where one of them did not happen. */
  readonly downtime: Nanoseconds | null;
  readonly totalTime: Nanoseconds;
  /** How often the dirty log was collected. */
  readonly dirtySyncCount: number;
  /** Pages handed to the link, each counted as often as it was sent. */
  readonly pagesSent: number;
  /** Calls of ports that had no effect because `yield*` is missing before them. */
  readonly forgotten: readonly Error[];
}
