import { EventQueue } from '../../src/simulator/kernel/event-queue.ts';
import { RunningProcess } from '../../src/simulator/kernel/process.ts';
import { seconds } from '../../src/simulator/kernel/time.ts';
import { boot } from '../../src/simulator/machine/boot.ts';
import { LinkEnds } from '../../src/simulator/machine/drivers/link-ends.ts';
import { virtualTimeHandler } from '../../src/simulator/machine/drivers/virtual-time.ts';
import { guestProgram } from '../../src/simulator/machine/guest.ts';
import { ModelMachine } from '../../src/simulator/machine/model-machine.ts';
import type { Effect } from '../../src/simulator/machine/ports/effect.ts';
import { migrationPorts } from '../../src/simulator/machine/ports/migration-ports.ts';
import type { MigrationEnding } from '../../src/simulator/migration/events.ts';
import { MigrationCancelled, migrate } from '../../src/simulator/migration/migrate.ts';
import { DEFAULT_PARAMETERS } from '../../src/simulator/migration/parameters.ts';
import { MigrationProgress } from '../../src/simulator/migration/progress.ts';
import { NORMAL_PAGE_WIRE_BYTES } from '../../src/simulator/migration/wire.ts';
import { LinkModel } from '../../src/simulator/network/link-model.ts';
import type { Load } from './reference.ts';

/** A run of the simulator. */
interface Run {
  readonly milliseconds: number;
  readonly sent: number;
  readonly rounds: number;
  /** Memory that came with it; 0 where it was not asked for. */
  readonly memoryBytes: number;
}

/**
 * The same work on the simulator: a pre-copy that does not converge, cancelled at the end. Looking at memory collects
 * garbage, and with the last machine the engine throws away what it has compiled for machines. A data center always has
 * one; so runs that are timed do not look.
 */
export function simulate(load: Load, purpose: 'time' | 'memory'): Run {
  const memoryBefore = purpose === 'memory' ? memoryInUse() : 0;
  const queue = new EventQueue();
  const { pages, workingSetPages, writesPerSecond: pagesPerSecond } = load;
  const guest = guestProgram({ kind: 'uniform', pagesPerSecond, workingSetPages });
  const source = new ModelMachine(queue, guest, pages);
  const destination = new ModelMachine(queue, guest, pages);
  boot(source, 1, 'bench', 0);
  source.resume();
  const bytesPerSecond = load.pagesPerSecond * NORMAL_PAGE_WIRE_BYTES;
  const flow = new LinkModel(queue, { bytesPerSecond, latencyNanoseconds: 100_000, sendBufferBytes: 1 << 20 }).open();
  const ports = migrationPorts(pages);
  // A limit of 1 ms keeps the threshold out of reach, so that rounds go on.
  const parameters = { ...DEFAULT_PARAMETERS, maxBandwidthBytesPerSecond: 0, downtimeLimitMilliseconds: 1 };
  const progress = new MigrationProgress(pages, 0, 0);
  let ending: MigrationEnding | undefined;
  const running = new RunningProcess<Effect, MigrationEnding>(
    migrate({ ports, parameters, progress, report: () => undefined, wasRunning: true }),
    virtualTimeHandler({ queue, source, destination, link: new LinkEnds(queue, destination, flow) }),
    (end) => {
      if (end.ok) ending = end.value;
    },
  );
  const began = performance.now();
  running.start();
  queue.runUntil(seconds(load.seconds));
  running.interrupt(new MigrationCancelled('The bench is over.'));
  const milliseconds = performance.now() - began;
  if (ending === undefined) throw new Error('The migration did not end.');
  const memoryBytes = purpose === 'memory' ? memoryInUse() - memoryBefore : 0;
  // Both machines are still in use here, or their memory would not count.
  if (source.pageCount !== destination.pageCount) throw new Error('The machines differ in size.');
  return { milliseconds, sent: ending.figures.normalPages, rounds: ending.figures.dirtySyncCount, memoryBytes };
}

/** Resident memory without garbage; needs `node --expose-gc`. What is reserved but was never touched does not count. */
function memoryInUse(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().rss;
}
