import type { CommandOf, MigrationFigures, MigrationParameters, Nanoseconds } from '../simulator/index.ts';
import type { TimedMigrationEvent } from '../viewmodel/timeline/timed-event.ts';

/** The command that a migration on a copy is tried with. */
export type MigrateCommand = CommandOf<'vm.migrate'>;

/** How a migration went that was tried on a copy of the world. */
export interface MigrationTrial {
  /** `unended`: it was broken off because it took longer than it was given. */
  readonly ending: 'completed' | 'failed' | 'unended';
  /** Why it failed; null where it did not. */
  readonly reason: string | null;
  readonly figures: MigrationFigures;
  /** Rounds sent while the machine ran at the source. */
  readonly rounds: number;
  /** The events of this migration alone, `migration.started` first; in simulated time of the copy. */
  readonly events: readonly TimedMigrationEvent[];
}

/** One of several migrations to compare. Its id in the events is the same in all of them. */
export interface ComparedRun extends MigrationTrial {
  /** What sets it apart, such as "QEMU from 10.1". */
  readonly label: string;
  readonly parameters: MigrationParameters;
}

/** Migrations of one VM from one state of the world, each with settings of its own. */
export interface RunComparison {
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  readonly memoryBytes: number;
  /** When each of them began, in simulated time. */
  readonly startedAt: Nanoseconds;
  /** How long each was given, in simulated time. */
  readonly limit: Nanoseconds;
  /** Other VMs that were migrating: on the copies their migrations do not go on. */
  readonly leftOut: readonly string[];
  readonly runs: readonly ComparedRun[];
}
