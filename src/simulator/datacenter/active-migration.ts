import type { RunningProcess } from '../kernel/process.ts';
import type { LinkEnds } from '../machine/drivers/virtual-link.ts';
import type { ModelMachine } from '../machine/model-machine.ts';
import type { Effect } from '../machine/ports.ts';
import type { MigrationEnding, MigrationPhase } from '../migration/events.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import type { MigrationProgress } from '../migration/progress.ts';
import type { Flow } from '../network/flow.ts';

/** A migration under way. */
export interface ActiveMigration {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly parameters: MigrationParameters;
  readonly progress: MigrationProgress;
  readonly source: ModelMachine;
  readonly destination: ModelMachine;
  readonly ends: LinkEnds;
  readonly process: RunningProcess<Effect, MigrationEnding>;
  flow: Flow;
  phase: MigrationPhase;
  isPostCopyRequested: boolean;
}

/** The host that holds memory of a migrating VM besides the one that the VM is on. */
export function otherHost(migration: ActiveMigration, host: string): string {
  return host === migration.from ? migration.to : migration.from;
}
