import { RunningProcess } from '../../kernel/process.ts';
import type { Nanoseconds } from '../../kernel/time.ts';
import { ReplicaLink } from '../../machine/drivers/replica-link.ts';
import { virtualTimeHandler } from '../../machine/drivers/virtual-time.ts';
import type { ModelMachine } from '../../machine/model-machine.ts';
import type { Effect } from '../../machine/ports/effect.ts';
import { migrationPorts } from '../../machine/ports/migration-ports.ts';
import type { ReplicationEnding, ReplicationReport } from '../../replication/events.ts';
import { type ReplicationFigures, ReplicationProgress } from '../../replication/figures.ts';
import { replicate } from '../../replication/replicate.ts';
import type { Flow } from '../../network/flow.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { HostLink, World } from '../world.ts';
import { HeldOutput } from './held-output.ts';
import { KeptDisk } from './kept-disk.ts';

/** What is to be replicated where, over which link, and the empty machine that becomes the replica. */
export interface ReplicationPlan {
  readonly vm: VirtualMachine;
  readonly to: string;
  readonly link: HostLink;
  readonly replica: ModelMachine;
  readonly interval: Nanoseconds;
}

/** Who hears of what a replication does. */
export interface ReplicationListener {
  onReport(report: ReplicationReport, released: number): void;
  onEnd(ending: ReplicationEnding): void;
}

/** A replication under way: the VM's machine, its replica, and what may not be known outside yet. */
export class ActiveReplication {
  readonly from: string;
  readonly to: string;
  readonly interval: Nanoseconds;
  readonly primary: ModelMachine;
  readonly replica: ModelMachine;
  readonly output: HeldOutput;
  readonly #world: World;
  readonly #listener: ReplicationListener;
  readonly #progress: ReplicationProgress;
  readonly #flow: Flow;
  readonly #link: ReplicaLink;
  readonly #sharedDisk: KeptDisk | null;
  readonly #process: RunningProcess<Effect, ReplicationEnding>;
  #released = 0;
  #isGivenUp = false;

  /** Nothing happens before `start`. */
  constructor(world: World, { vm, to, link, replica, interval }: ReplicationPlan, listener: ReplicationListener) {
    this.#world = world;
    this.#listener = listener;
    this.from = vm.host;
    this.to = to;
    this.interval = interval;
    this.primary = vm.machine;
    this.replica = replica;
    this.output = new HeldOutput(world, vm);
    this.#progress = new ReplicationProgress(world.queue.now);
    this.#flow = link.model.open();
    this.#link = new ReplicaLink(this.#flow, replica);
    const { disk } = vm.machine;
    this.#sharedDisk = disk !== null && vm.settings.disk?.shared === true ? new KeptDisk(disk) : null;
    this.#process = this.#mechanism();
  }

  /** The checkpoint that the replica is at; 0 before it has one. */
  get checkpoint(): number {
    return this.#link.checkpoint;
  }

  figures(): ReplicationFigures {
    return this.#progress.figures(this.#world.queue.now);
  }

  start(): void {
    this.#process.start();
  }

  /** The replication comes to its end, and the VM's machine goes on without a replica. */
  interrupt(reason: string): void {
    this.#process.interrupt(new Error(reason));
  }

  /** The replica takes the machine's place: nothing is told of the mechanism's end. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.interrupt('The replica takes over.');
  }

  /** The disk as the replica has to find it. */
  diskForReplica(): ModelMachine['disk'] {
    return this.#sharedDisk === null ? this.replica.disk : this.#sharedDisk.goBackTo(this.checkpoint);
  }

  #mechanism(): RunningProcess<Effect, ReplicationEnding> {
    const { primary, replica, interval } = this;
    const hasOwnDisk = primary.disk !== null && this.#sharedDisk === null;
    const mechanism = replicate({
      ports: migrationPorts(primary.pageCount),
      interval,
      copyBytesPerSecond: primary.costs.copyBytesPerSecond,
      blockCount: hasOwnDisk ? (primary.disk?.blockCount ?? 0) : 0,
      progress: this.#progress,
      sealed: (checkpoint) => {
        this.#sharedDisk?.keep(checkpoint);
        this.output.sealed(checkpoint);
      },
      confirmed: (checkpoint) => {
        this.#sharedDisk?.forgetBefore(checkpoint);
        this.#released = this.output.confirmed(checkpoint);
      },
      report: (report) => {
        this.#listener.onReport(report, this.#released);
      },
    });
    const handler = virtualTimeHandler({ queue: this.#world.queue, source: primary, destination: replica, link: this.#link });
    return new RunningProcess<Effect, ReplicationEnding>(mechanism, handler, (end) => {
      this.#flow.close();
      if (!end.ok) throw end.error;
      if (!this.#isGivenUp) this.#listener.onEnd(end.value);
    });
  }
}
