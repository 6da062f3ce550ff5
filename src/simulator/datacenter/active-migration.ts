import { RunningProcess } from '../kernel/process.ts';
import { milliseconds } from '../kernel/time.ts';
import { LinkEnds, type PageFaults } from '../machine/drivers/virtual-link.ts';
import { virtualTimeHandler } from '../machine/drivers/virtual-time.ts';
import type { ModelMachine } from '../machine/model-machine.ts';
import { Clock, type Effect, Link, Machine } from '../machine/ports.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import type { MigrationEnding, MigrationFigures, MigrationPhase, MigrationReport } from '../migration/events.ts';
import { migrate, MigrationCancelled } from '../migration/migrate.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import { MigrationProgress } from '../migration/progress.ts';
import { StorageMirror } from '../migration/storage-mirror.ts';
import type { Flow } from '../network/flow.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { HostLink, World } from './world.ts';

/** Who hears of what a migration does. */
export interface MigrationListener {
  onReport(report: MigrationReport): void;
  onEnd(ending: MigrationEnding): void;
}

/** What is to be moved where, over which link, and the empty machine that is to take its place. */
export interface Move {
  readonly id: string;
  readonly vm: VirtualMachine;
  readonly to: string;
  readonly link: HostLink;
  readonly destination: ModelMachine;
  readonly parameters: MigrationParameters;
}

/** Whether its disk has to be mirrored; one on shared storage stays where it is. */
function movesWithDisk({ machine, settings }: VirtualMachine): boolean {
  return machine.disk !== null && settings.disk?.shared !== true;
}

/** A migration under way: two machines, the connection between them, and the mechanism that works on both. */
export class ActiveMigration {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly parameters: MigrationParameters;
  readonly source: ModelMachine;
  readonly destination: ModelMachine;
  readonly #world: World;
  readonly #progress: MigrationProgress;
  readonly #ends: LinkEnds;
  readonly #process: RunningProcess<Effect, MigrationEnding>;
  readonly #listener: MigrationListener;
  #flow: Flow;
  readonly #channels: readonly Flow[];
  #phase: MigrationPhase;
  #isPostCopyRequested = false;
  /** What was put together last, and of what. */
  #whole: { readonly here: object; readonly missing: number; readonly image: PageTableImage } | null = null;

  /** Nothing happens before `start`. */
  constructor(world: World, { id, vm, to, link, destination, parameters }: Move, listener: MigrationListener) {
    this.#world = world;
    this.#listener = listener;
    this.id = id;
    this.from = vm.host;
    this.to = to;
    this.parameters = parameters;
    this.source = vm.machine;
    this.destination = destination;
    this.#phase = movesWithDisk(vm) ? 'mirror' : 'setup';
    const limit = milliseconds(parameters.downtimeLimitMilliseconds);
    this.#progress = new MigrationProgress(destination.pageCount, world.queue.now, limit);
    this.#flow = link.model.open();
    this.#channels = Array.from({ length: parameters.multifdChannels }, () => link.model.open());
    this.#ends = new LinkEnds(world.queue, destination, this.#flow, this.#pageFaults(), this.#channels);
    this.#process = this.#mechanism(vm.state === 'running');
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

  /** The memory of both sides together, as it is now in post-copy: the same image as long as nothing is written and no page arrives. */
  wholeMemory(): PageTableImage {
    const here = this.destination.captureMemory();
    const missing = this.missing();
    const isKnown = this.#whole?.here === here.root && this.#whole.missing === missing.count();
    if (this.#whole === null || !isKnown) {
      const table = PageTable.of(here);
      table.write(this.source.readPages(missing.pages()));
      this.#whole = { here: here.root, missing: missing.count(), image: table.capture() };
    }
    return this.#whole.image;
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

  #mechanism(wasRunning: boolean): RunningProcess<Effect, MigrationEnding> {
    const { source, destination, parameters } = this;
    const mechanism = migrate({
      ports: {
        source: new Machine('source', source.pageCount),
        destination: new Machine('destination', source.pageCount),
        link: new Link(),
        clock: new Clock(),
      },
      parameters,
      progress: this.#progress,
      wasRunning,
      ...(source.disk !== null && source.disk !== destination.disk && { mirror: new StorageMirror(source.disk.blockCount, source.disk.blocks.table.kind) }),
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
