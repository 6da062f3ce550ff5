import type { MigrationDestination } from '../machine/migration-destination.ts';
import type { MigrationSource } from '../machine/migration-source.ts';
import type { ActiveMigration } from './active-migration.ts';
import type { MigrationInventory } from './inventory.ts';

type Shown = Pick<ActiveMigration<MigrationSource, MigrationDestination>, 'id' | 'from' | 'to' | 'parameters' | 'phase' | 'awaitsRecovery' | 'figures'>;

/** A migration under way, of a VM or of a container, as plain data. */
export function activeMigrationInventory(active: Shown): MigrationInventory {
  const { id, from, to, parameters, phase, awaitsRecovery } = active;
  return { id, from, to, parameters, phase, status: 'active', awaitsRecovery, figures: active.figures() };
}
