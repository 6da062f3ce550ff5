import type { Process } from '../machine/ports/effect.ts';
import { PendingPages } from './pending-pages.ts';
import type { MigrationRun } from './run.ts';

/** The first phase of every strategy: the dirty log goes on, and every page is pending. Counts as the first sync. */
export function* setUp(run: MigrationRun): Process<PendingPages> {
  const { source, clock } = run.ports;
  run.report({ kind: 'migration.phase', phase: 'setup' });
  yield* source.startDirtyLog();
  const pending = new PendingPages(source.pageCount);
  const now = yield* clock.now();
  run.progress.setupDone(now);
  run.progress.synchronized(now, 0, pending.count);
  return pending;
}
