import type { MigrationEnding, MigrationReport } from '../../src/simulator/migration/events.ts';
import type { MigrationParameters } from '../../src/simulator/migration/parameters.ts';

/** A machine after a trial, of whatever kind it is. */
export interface MachineAfterTrial {
  readonly isRunning: boolean;
  readonly isLogging: boolean;
  readonly throttlePercent: number;
  /** Page writes a second that its guest may make; null where it is not limited. */
  readonly pageWriteLimit: number | null;
  /** All of memory and registers as one text. */
  readonly state: string;
  /** The state of a machine that started like this one and was left alone until it had come as far. */
  readonly stateIfLeftAlone: string;
  /** Steps its guest has made. */
  readonly steps: number;
}

/** What became of a migration, seen from outside the mechanism. */
export interface MigrationTrial {
  readonly parameters: MigrationParameters;
  readonly pageCount: number;
  readonly wasRunning: boolean;
  readonly ending: MigrationEnding;
  readonly reports: readonly MigrationReport[];
  /** State of the source when it paused for the hand-over; null if it never came to that. */
  readonly sourceAtPause: string | null;
  /** The same moment's steps. */
  readonly stepsAtPause: number | null;
  /** State of the destination when it was said to run; null if it never came to that. */
  readonly destinationAtStart: string | null;
  readonly source: MachineAfterTrial;
  /** Null where it was thrown away after the migration failed. */
  readonly destination: MachineAfterTrial | null;
  /** Appointments, connections, messages and memory that nobody has cleared away. */
  readonly leftOver: number;
}

/** What happens to a migration from outside, after so many nanoseconds or turns. */
export interface Disturbance {
  /** `quicken-link` is for links that know a bandwidth and a latency. */
  readonly kind: 'cancel' | 'cut-link' | 'quicken-link';
  readonly after: number;
}
