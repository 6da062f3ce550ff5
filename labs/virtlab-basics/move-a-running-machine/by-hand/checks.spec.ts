import { expect, inject, test } from 'vitest';
import type { Inventory, WorldEvent } from 'virtlab';

const inventory = inject('inventory') as Inventory;
const events = inject('events') as readonly WorldEvent[];

/** The last migration of `web` to `beta`, by its id. */
function migrationOfWeb(): string | undefined {
  const starts = events.filter((event) => event.kind === 'migration.started' && event.vm === 'web' && event.to === 'beta');
  const last = starts.at(-1);
  return last !== undefined && 'migration' in last ? last.migration : undefined;
}

test('a migration of web to beta was started', () => {
  expect(migrationOfWeb(), 'web was not migrated to beta yet: choose "Migrate" on its line in the sidebar').toBeDefined();
});

test('the migration was completed', () => {
  const migration = migrationOfWeb();
  const ended = events.find(
    (event) =>
      (event.kind === 'migration.completed' || event.kind === 'migration.cancelled' || event.kind === 'migration.failed') &&
      event.migration === migration,
  );
  expect(ended?.kind ?? 'still under way', 'how the migration ended').toBe('migration.completed');
});

test('web runs on beta', () => {
  const web = inventory.hosts.flatMap(({ vms }) => vms).find(({ name }) => name === 'web');
  expect(web?.host, 'the host of web').toBe('beta');
  expect(web?.state, 'the state of web').toBe('running');
});
