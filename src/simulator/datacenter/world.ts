import { heldBytes } from '../container/oci/costs.ts';
import { EventQueue } from '../kernel/event-queue.ts';
import type { Nanoseconds } from '../kernel/time.ts';
import { SharedStorage } from '../machine/shared-storage.ts';
import type { LinkModel } from '../network/link-model.ts';
import type { Checkpoint } from './containers/checkpoint.ts';
import { choiceOf } from './closest-name.ts';
import type { ContainerKernel } from './containers/container-kernel.ts';
import type { ContainerWork } from './containers/container-work.ts';
import type { EventBody, WorldEvent } from './events.ts';
import type { Drain } from './drain.ts';
import { keptTrace } from './kept-trace.ts';
import { PartNumbers } from './part-numbers.ts';
import { WorldNetwork } from './network/world-network.ts';
import { Refusal } from './refusal.ts';
import type { TimedCommand } from './scenario.ts';
import { DEFAULT_STORAGE } from './storage-commands.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** A host of a world; what is on it knows its name. */
export interface Host {
  readonly name: string;
  readonly memoryBytes: number;
  /** What its CPUs can do; absent where nobody said, and then it counts as everything. */
  readonly cpuFeatures?: readonly string[];
  up: boolean;
  /** VMs are being moved away, so none is to come. */
  drain: Drain | null;
}

/** What a link is like where nobody said otherwise: 1 Gbit/s, 100 microseconds, a socket buffer of 256 KiB. */
export const DEFAULT_LINK = { bytesPerSecond: 125_000_000, latencyNanoseconds: 100_000, sendBufferBytes: 262_144 };

/** A link and the names of its ends, in alphabetical order. */
export interface HostLink {
  readonly between: readonly [string, string];
  readonly model: LinkModel;
}

/** All that there is: what commands act on, and the trace of what came of it. */
export class World {
  readonly seed: number;
  readonly queue: EventQueue;
  readonly hosts = new Map<string, Host>();
  readonly links = new Map<string, HostLink>();
  readonly vms = new Map<string, VirtualMachine>();
  /** The kernels of hosts that have containers, by the names of the hosts. */
  readonly containerKernels = new Map<string, ContainerKernel>();
  /** Checkpoints of containers by their names; their files are on the shared storage. */
  readonly checkpoints = new Map<string, Checkpoint>();
  /** What is under way with containers, by their names. */
  readonly containerWorks = new Map<string, ContainerWork>();
  /** Where the files of snapshots are. */
  readonly storage = new SharedStorage(DEFAULT_STORAGE);
  readonly network = new WorldNetwork(this);
  readonly trace: WorldEvent[] = [];
  /** What is to happen at its time without anybody's doing, the next first. */
  readonly agenda: TimedCommand[] = [];
  /** How many migrations were ever started; the next id is one more. */
  migrationsStarted = 0;
  /** How its saves name what they share with each other. */
  readonly partNumbers: PartNumbers;
  #sequence = 0;

  constructor(seed: number, now: Nanoseconds = 0, partNumbers = new PartNumbers({ tables: new Map(), states: new Map() })) {
    this.seed = seed;
    this.partNumbers = partNumbers;
    this.queue = new EventQueue(now);
  }

  emit(body: EventBody): void {
    this.trace.push({ sequence: this.#sequence++, time: this.queue.now, ...body });
  }

  /** Forgets the events that a saved world would not have: the trace of a world that lasts is bounded. */
  forgetOldEvents(): void {
    const kept = keptTrace(this.trace);
    this.trace.length = 0;
    for (const event of kept) this.trace.push(event);
  }

  /** Puts a saved trace in place; the next event follows its last. */
  restoreTrace(trace: readonly WorldEvent[]): void {
    for (const event of trace) this.trace.push(event);
    this.#sequence = (trace.at(-1)?.sequence ?? -1) + 1;
  }

  host(name: string): Host {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Refusal(unknown('host', name, this.hosts.keys()));
    return host;
  }

  vm(name: string): VirtualMachine {
    const vm = this.vms.get(name);
    if (vm === undefined) throw new Refusal(unknown('VM', name, this.vms.keys()));
    return vm;
  }

  /** The link between two hosts, in either order. */
  link(one: string, other: string): HostLink | undefined {
    return this.links.get(linkKey(one, other));
  }

  addLink(one: string, other: string, model: LinkModel): HostLink {
    const link: HostLink = { between: one < other ? [one, other] : [other, one], model };
    this.links.set(linkKey(one, other), link);
    return link;
  }

  vmsOn(host: string): VirtualMachine[] {
    return [...this.vms.values()].filter((vm) => vm.host === host);
  }

  /** Memory of a host that neither VMs nor containers have, and that no incoming migration has reserved. */
  freeBytes(host: Host): number {
    let free = host.memoryBytes;
    for (const vm of this.vms.values()) {
      if (vm.host === host.name || reservedOn(vm) === host.name) free -= vm.memoryBytes;
    }
    const containers = this.containerKernels.get(host.name);
    return Math.max(0, containers === undefined ? free : free - heldBytes(containers.host));
  }
}

/** A migrating VM has memory on both hosts, and a replicated one has a replica. */
function reservedOn(vm: VirtualMachine): string | null {
  return vm.activeMigration?.otherHost(vm.host) ?? vm.replication?.to ?? null;
}

/** The key of a link in `World.links`: the names of its ends in alphabetical order. */
export function linkKey(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}

function unknown(kind: 'host' | 'VM', name: string, known: Iterable<string>): string {
  const names = [...known];
  return `There is no ${kind} "${name}". ${names.length === 0 ? `There is no ${kind} yet.` : choiceOf(name, names)}`;
}
