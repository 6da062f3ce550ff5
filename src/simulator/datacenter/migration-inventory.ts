import type { ActiveMigration } from './active-migration.ts';
import type { MigrationInventory } from './inventory.ts';

type Shown = Pick<ActiveMigration, 'id' | 'from' | 'to' | 'parameters' | 'phase' | 'awaitsRecovery' | 'figures'>;

/** A migration under way, of a VM or of a container, as plain data. */
export function activeMigrationInventory(active: Shown): MigrationInventory {
  const { id, from, to, parameters, phase, awaitsRecovery } = active;
  return { id, from, to, parameters, phase, status: 'active', awaitsRecovery, figures: active.figures() };
}
