import { RunningProcess } from '../kernel/process.ts';
import { milliseconds } from '../kernel/time.ts';
import { LinkEnds, type PageFaults } from '../machine/drivers/link-ends.ts';
import { virtualTimeHandler } from '../machine/drivers/virtual-time.ts';
import type { MigrationDestination } from '../machine/migration-destination.ts';
import type { MigrationSource } from '../machine/migration-source.ts';
import type { Effect } from '../machine/ports/effect.ts';
import { migrationPorts } from '../machine/ports/migration-ports.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import type { MigrationEnding, MigrationFigures, MigrationPhase, MigrationReport } from '../migration/events.ts';
import { migrate, MigrationCancelled } from '../migration/migrate.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import { MigrationProgress } from '../migration/progress.ts';
import type { StorageMirror } from '../migration/storage-mirror.ts';
import type { Flow } from '../network/flow.ts';
import type { HostLink, World } from './world.ts';

/** Who hears of what a migration does. */
export interface MigrationListener {
  onReport(report: MigrationReport): void;
  onEnd(ending: MigrationEnding): void;
}

/** What is to be moved from where to where, over which link, and the empty machine that is to take its place. */
export interface Move<Source extends MigrationSource, Destination extends MigrationDestination> {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly link: HostLink;
  readonly source: Source;
  readonly destination: Destination;
  readonly parameters: MigrationParameters;
  readonly wasRunning: boolean;
  /** Moves the machine's own disk; null where there is none to move. */
  readonly mirror: StorageMirror | null;
}

/** A migration under way: two machines, the connection between them, and the mechanism that works on both. */
export class ActiveMigration<Source extends MigrationSource, Destination extends MigrationDestination> {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly parameters: MigrationParameters;
  readonly source: Source;
  readonly destination: Destination;
  readonly #world: World;
  readonly #progress: MigrationProgress;
  readonly #ends: LinkEnds;
  readonly #process: RunningProcess<Effect, MigrationEnding>;
  readonly #listener: MigrationListener;
  #flow: Flow;
  readonly #channels: readonly Flow[];
  #phase: MigrationPhase;
  #isPostCopyRequested = false;

  /** Nothing happens before `start`. */
  constructor(world: World, { id, from, to, link, source, destination, parameters, wasRunning, mirror }: Move<Source, Destination>, listener: MigrationListener) {
    this.#world = world;
    this.#listener = listener;
    this.id = id;
    this.from = from;
    this.to = to;
    this.parameters = parameters;
    this.source = source;
    this.destination = destination;
    this.#phase = mirror === null ? 'setup' : 'mirror';
    const limit = milliseconds(parameters.downtimeLimitMilliseconds);
    this.#progress = new MigrationProgress(source.pageCount, world.queue.now, limit);
    this.#flow = link.model.open();
    this.#channels = Array.from({ length: parameters.multifdChannels }, () => link.model.open());
    this.#ends = new LinkEnds(world.queue, destination, this.#flow, this.#pageFaults(), this.#channels);
    this.#process = this.#mechanism(wasRunning, mirror);
  }

  get phase(): MigrationPhase {
    return this.#phase;
  }

  /** Whether the machine has moved while its memory has not (post-copy): then neither side can do without the other. */
  get isHandedOver(): boolean {
    return this.#progress.isHandedOver;
  }

  /** Whether post-copy has lost its link and waits for another one. */
  get awaitsRecovery(): boolean {
    return this.#ends.isBroken;
  }

  figures(): MigrationFigures {
    return this.#progress.figures(this.#world.queue.now);
  }

  start(): void {
    this.#process.start();
  }

  /** The mechanism meets this error wherever it is, and makes of it what it can. */
  interrupt(error: Error): void {
    this.#process.interrupt(error);
  }

  cancel(): void {
    this.interrupt(new MigrationCancelled('The migration was cancelled.'));
  }

  /** A hybrid migration goes over to post-copy at its next look. */
  requestPostCopy(): void {
    this.#isPostCopyRequested = true;
  }

  /** The pages that a destination in post-copy still lacks. */
  missing(): PageBitmap {
    return this.#ends.missing();
  }

  /** Goes on over a new connection. */
  recover(link: HostLink): void {
    this.#flow.close();
    this.#flow = link.model.open();
    this.#ends.recover(this.#flow);
  }

  /** The host that holds memory of the VM besides this one. */
  otherHost(host: string): string {
    return host === this.from ? this.to : this.from;
  }

  #mechanism(wasRunning: boolean, mirror: StorageMirror | null): RunningProcess<Effect, MigrationEnding> {
    const { source, destination, parameters } = this;
    const mechanism = migrate({
      ports: migrationPorts(source.pageCount),
      parameters,
      progress: this.#progress,
      wasRunning,
      ...(mirror !== null && { mirror }),
      isPostCopyRequested: () => this.#isPostCopyRequested,
      report: (report) => {
        this.#report(report);
      },
    });
    const handler = virtualTimeHandler({ queue: this.#world.queue, source, destination, link: this.#ends });
    return new RunningProcess<Effect, MigrationEnding>(mechanism, handler, (end) => {
      for (const flow of [this.#flow, ...this.#channels]) flow.close();
      this.#ends.stop();
      if (!end.ok) throw end.error;
      this.#listener.onEnd(end.value);
    });
  }

  #report(report: MigrationReport): void {
    if (report.kind === 'migration.phase') this.#phase = report.phase;
    this.#listener.onReport(report);
  }

  #pageFaults(): PageFaults {
    return {
      onFault: (page) => {
        this.#listener.onReport({ kind: 'migration.page-fault', page });
      },
      onArrival: (page, blocked) => {
        this.#progress.pageFaulted(blocked);
        this.#listener.onReport({ kind: 'migration.page-arrived', page, blocked });
      },
    };
  }
}
