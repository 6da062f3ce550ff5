import type { Appointment } from '../kernel/event-queue.ts';
import { RandomStream } from '../kernel/random.ts';
import { NANOSECONDS_PER_MICROSECOND, type Nanoseconds, seconds } from '../kernel/time.ts';
import { announce } from '../network/announcements.ts';
import { ServiceClients, type ServiceSample } from '../network/service.ts';
import type { CommandOf } from './commands.ts';
import { reportOf } from './guest-watch.ts';
import type { ClientInventory } from './inventory.ts';
import { LIMITS, requireWithin } from './limits.ts';
import { releasedAt } from './network/output-commit.ts';
import { require } from './refusal.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** The commands that let a population of clients come to a VM's server, and go. */
export type ClientCommand = CommandOf<'vm.attachClients' | 'vm.detachClients'>;

/** So long after a migration samples still go into the trace: the time in which clients feel it. */
const AFTERMATH: Nanoseconds = seconds(3);
const ROUND_TRIP: Nanoseconds = 500 * NANOSECONDS_PER_MICROSECOND;

/** Clients come to a VM's server, and go. */
export function applyClientCommand(world: World, command: ClientCommand): void {
  const vm = world.vm(command.vm);
  switch (command.kind) {
    case 'vm.attachClients': {
      const { requestsPerSecond, microsecondsPerRequest = 200 } = command;
      require(vm.clients === null, () => `VM "${vm.name}" has clients already: detach them first.`);
      requireWithin('The number of requests a second', requestsPerSecond, LIMITS.requestsPerSecond);
      requireWithin('The work of a request, in microseconds,', microsecondsPerRequest, LIMITS.microsecondsPerRequest);
      attachClients(world, vm, { requestsPerSecond, microsecondsPerRequest });
      world.emit({ kind: 'vm.clients-attached', vm: vm.name, requestsPerSecond, microsecondsPerRequest });
      return;
    }
    case 'vm.detachClients':
      require(vm.clients !== null, () => `VM "${vm.name}" has no clients, so there is nothing to detach.`);
      vm.clients.stop();
      vm.clients = null;
      world.emit({ kind: 'vm.clients-detached', vm: vm.name });
  }
}

/** Sets a population of clients going, without a word in the trace. */
export function attachClients(world: World, vm: VirtualMachine, settings: ClientInventory): void {
  vm.clients = new VmClients(world, vm, settings);
}

/** A server that boots, or has crashed, answers nobody; other guests are taken to answer. */
function isServing(vm: VirtualMachine): boolean {
  const report = reportOf(vm);
  return report === null || report.state === 'serving';
}

/** The clients of one VM: what they see, and whether they know where the VM is. */
export class VmClients {
  readonly settings: ClientInventory;
  readonly #world: World;
  readonly #vm: VirtualMachine;
  readonly #clients: ServiceClients;
  #latest: ServiceSample | null = null;
  /** Samples go into the trace until then. */
  #watchedUntil: Nanoseconds = 0;
  #isKnown = true;
  #announcements: Appointment | null = null;

  constructor(world: World, vm: VirtualMachine, settings: ClientInventory) {
    this.#world = world;
    this.#vm = vm;
    this.settings = settings;
    const { requestsPerSecond, microsecondsPerRequest } = settings;
    this.#clients = new ServiceClients(
      world.queue,
      new RandomStream(world.seed, `clients of ${vm.name} at ${world.queue.now}`),
      { requestsPerSecond, workPerRequest: microsecondsPerRequest * NANOSECONDS_PER_MICROSECOND, roundTrip: ROUND_TRIP },
      {
        runningTime: () => this.#runningTime(),
        isReachable: () => this.#isKnown && isServing(vm),
        goesOutAt: (ready) => {
          if (vm.replication !== null) return vm.replication.output.goesOutAt(ready);
          return vm.network?.commit ? releasedAt(vm.network.commit, ready) : ready;
        },
      },
      (sample) => {
        this.#note(sample);
      },
    );
  }

  /** From here on the trace tells what clients see, beginning with what they saw last. */
  migrationStarted(): void {
    this.#watchedUntil = Number.POSITIVE_INFINITY;
    if (this.#latest !== null) this.#emit(this.#latest);
  }

  migrationEnded(): void {
    this.#watchedUntil = this.#world.queue.now + AFTERMATH;
  }

  /** The VM runs elsewhere, and the network does not know it yet. */
  moved(): void {
    this.#isKnown = false;
    this.#announcements?.cancel();
    this.#announcements = announce(this.#world.queue, (round) => {
      this.#isKnown = true;
      this.#world.emit({ kind: 'network.announced', vm: this.#vm.name, host: this.#vm.host, round });
    });
  }

  /** Answers that are held back. */
  get held(): number {
    return this.#clients.held;
  }

  /** Answers that were held back may go out now. Returns how many do. */
  release(): number {
    return this.#clients.release();
  }

  /** The VM has gone back to before these answers: the clients ask again. */
  wentBack(): void {
    this.#clients.askAgain();
  }

  stop(): void {
    this.#clients.stop();
    this.#announcements?.cancel();
  }

  #runningTime(): Nanoseconds {
    this.#vm.machine.catchUp();
    return this.#vm.machine.vcpu.runningTime;
  }

  #note(sample: ServiceSample): void {
    this.#latest = sample;
    if (this.#world.queue.now <= this.#watchedUntil) this.#emit(sample);
  }

  #emit(sample: ServiceSample): void {
    this.#world.emit({ kind: 'service.sample', vm: this.#vm.name, ...sample });
  }
}
