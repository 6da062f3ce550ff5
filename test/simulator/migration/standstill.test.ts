import { expect, test } from 'vitest';
import { EventQueue } from '../../../src/simulator/kernel/event-queue.ts';
import { RunningProcess } from '../../../src/simulator/kernel/process.ts';
import { seconds } from '../../../src/simulator/kernel/time.ts';
import { LinkEnds } from '../../../src/simulator/machine/drivers/link-ends.ts';
import { virtualTimeHandler } from '../../../src/simulator/machine/drivers/virtual-time.ts';
import { idleGuest } from '../../../src/simulator/machine/guests/idle.ts';
import { ModelMachine } from '../../../src/simulator/machine/model-machine.ts';
import type { Effect } from '../../../src/simulator/machine/ports/effect.ts';
import { migrationPorts } from '../../../src/simulator/machine/ports/migration-ports.ts';
import type { MigrationEnding } from '../../../src/simulator/migration/events.ts';
import { migrate } from '../../../src/simulator/migration/migrate.ts';
import { DEFAULT_PARAMETERS, type MigrationParameters } from '../../../src/simulator/migration/parameters.ts';
import { MigrationProgress } from '../../../src/simulator/migration/progress.ts';
import type { StopRule } from '../../../src/simulator/migration/stop-rule.ts';
import { LinkModel } from '../../../src/simulator/network/link-model.ts';

const PAGES = 10;
const LINK = { bytesPerSecond: 1e8, latencyNanoseconds: 0, sendBufferBytes: 65_536 };

/** Migrates a machine of 10 pages whose guest writes nothing; returns how it ended, and the source. */
function migrateIdle(parameters: Partial<MigrationParameters>, stopRule?: StopRule) {
  const queue = new EventQueue();
  const source = new ModelMachine(queue, idleGuest, PAGES);
  const destination = new ModelMachine(queue, idleGuest, PAGES);
  source.resume();
  const mechanism = migrate({
    ports: migrationPorts(PAGES),
    parameters: { ...DEFAULT_PARAMETERS, ...parameters },
    progress: new MigrationProgress(PAGES, 0, 0),
    report: () => undefined,
    wasRunning: true,
    ...(stopRule && { stopRule }),
  });
  let ending: MigrationEnding | null = null;
  const link = new LinkEnds(queue, destination, new LinkModel(queue, LINK).open());
  const process = new RunningProcess<Effect, MigrationEnding>(mechanism, virtualTimeHandler({ queue, source, destination, link }), (end) => {
    if (end.ok) ending = end.value;
  });
  process.start();
  queue.runUntil(seconds(10));
  return { ending: ending as MigrationEnding | null, source };
}

const REASON =
  'The stop rule has gone on 1000 times with nothing left to send: let it end the round and switch over when nothing is pending.';

test.each<[string, StopRule]>([
  ['always begins a new round', { endsRound: () => true, switchesOver: () => false }],
  ['never ends the round', { endsRound: () => false, switchesOver: () => false }],
  ['waits for time to pass', { endsRound: () => true, switchesOver: ({ elapsed }) => elapsed > seconds(5) }],
])('a rule that %s fails with a clear sentence once nothing is left to send, and the source runs on', (_what, rule) => {
  const { ending, source } = migrateIdle({}, rule);
  expect(ending).toMatchObject({ kind: 'migration.failed', reason: REASON });
  expect(source.isRunning).toBe(true);
  expect(source.memory.isLogging).toBe(false);
});

test('a thousand fixed rounds, all empty but the first, are no standstill', () => {
  const { ending } = migrateIdle({ stopRule: 'fixed-rounds', rounds: 1000 });
  expect(ending).toMatchObject({ kind: 'migration.completed', figures: { dirtySyncCount: 1002 } });
});
