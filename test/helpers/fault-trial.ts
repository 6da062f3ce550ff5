import type { Command } from '../../src/simulator/datacenter/commands.ts';
import type { EventBody } from '../../src/simulator/datacenter/events.ts';
import type { VirtualMachine } from '../../src/simulator/datacenter/virtual-machine.ts';
import type { World } from '../../src/simulator/datacenter/world.ts';
import { milliseconds, type Nanoseconds, seconds } from '../../src/simulator/kernel/time.ts';
import type { ModelMachine } from '../../src/simulator/machine/model-machine.ts';
import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import type { MigrationEnding } from '../../src/simulator/migration/events.ts';
import type { LinkModel } from '../../src/simulator/network/link-model.ts';
import type { ModelPlan } from './model-trial.ts';
import { PageOwnership } from './page-ownership.ts';
import { watchedWorld, type WatchedWorld } from './watched-world.ts';
import fc from './property.ts';

const BETWEEN = ['alpha', 'beta'] as const;
const VM = 'web';

/** What a link carries after it has been repaired. */
export const REPAIRED_BYTES_PER_SECOND = 30_000_000;

/** What can happen to a migration from alpha to beta. */
const FAULTS = {
  'cut-link': [{ kind: 'link.edit', between: BETWEEN, up: false }],
  'slow-link': [{ kind: 'link.edit', between: BETWEEN, bytesPerSecond: 400_000 }],
  'repair-link': [
    { kind: 'link.edit', between: BETWEEN, up: true, bytesPerSecond: REPAIRED_BYTES_PER_SECOND },
    { kind: 'vm.recoverMigration', vm: VM },
  ],
  'fail-source': [{ kind: 'host.fail', host: 'alpha' }],
  'fail-destination': [{ kind: 'host.fail', host: 'beta' }],
  'exhaust-destination': [{ kind: 'host.exhaust', host: 'beta' }],
  cancel: [{ kind: 'vm.cancelMigration', vm: VM }],
  'start-post-copy': [{ kind: 'vm.startPostCopy', vm: VM }],
} as const satisfies Record<string, readonly Command[]>;

export type Fault = keyof typeof FAULTS;

export const faultNames = Object.keys(FAULTS) as readonly Fault[];

export interface TimedFault {
  readonly fault: Fault;
  /** After the start of the migration, or the fault before. */
  readonly after: Nanoseconds;
}

/** The beginning and the pauses are short, so most instants are early ones. */
const instants = fc.oneof(fc.integer({ min: 0, max: 20_000_000 }), fc.integer({ min: 0, max: 400_000_000 }));

export const timedFaults: fc.Arbitrary<TimedFault> = fc.record({
  fault: fc.constantFrom<Fault>(...faultNames, 'cut-link', 'repair-link', 'repair-link', 'slow-link'),
  after: instants,
});

/** How a VM and its migration stand. */
export interface Standing {
  readonly isMigrating: boolean;
  readonly isHandedOver: boolean;
  readonly awaitsRecovery: boolean;
  readonly host: string;
  readonly lost: string | null;
}

/** The migration of one VM, to which things happen. */
export class FaultTrial {
  readonly watched: WatchedWorld;
  readonly source: ModelMachine;
  /** Made when post-copy begins. */
  ownership: PageOwnership | null = null;
  ending: MigrationEnding | null = null;
  /** Bytes that were handed to the link, of whatever kind. */
  bytesOnWire = 0;
  readonly transferred: number[] = [];

  constructor(plan: ModelPlan) {
    this.watched = watchedWorld(plan.seed, (event, world) => {
      this.#observe(event, world);
    });
    const { guest, zeroShare, pageCount, parameters } = plan;
    this.#apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 26 });
    this.#apply({ kind: 'host.add', host: 'beta', memoryBytes: 2 ** 26 });
    this.#apply({ kind: 'link.edit', between: BETWEEN, ...plan.link });
    this.#apply({ kind: 'vm.create', vm: VM, host: 'alpha', memoryBytes: pageCount * PAGE_BYTES, guest, zeroShare });
    this.#apply({ kind: 'vm.start', vm: VM });
    this.advance(milliseconds(50));
    if (!plan.wasRunning) this.#apply({ kind: 'vm.pause', vm: VM });
    this.#countBytes();
    this.source = this.vm.machine;
    this.#apply({ kind: 'vm.migrate', vm: VM, to: 'beta', parameters });
  }

  get vm(): VirtualMachine {
    return this.watched.world.vm(VM);
  }

  get standing(): Standing {
    const { activeMigration: active, host, lost } = this.vm;
    const isHandedOver = active?.isHandedOver ?? false;
    return { isMigrating: active !== null, isHandedOver, awaitsRecovery: active?.awaitsRecovery ?? false, host, lost };
  }

  advance(nanoseconds: Nanoseconds): void {
    this.#apply({ kind: 'world.advance', nanoseconds });
  }

  /** Something happens; what makes no sense at this instant is refused and changes nothing. */
  inflict(fault: Fault): void {
    for (const command of FAULTS[fault]) this.watched.dataCenter.apply(command);
  }

  /** Everything is repaired, and the migration comes to its end; what does not converge is cancelled. */
  settle(): void {
    const { dataCenter } = this.watched;
    for (const host of BETWEEN) dataCenter.apply({ kind: 'host.repair', host });
    // A cut may be noticed only when the next page is to be sent.
    for (const pause of [milliseconds(500), seconds(4)]) {
      this.inflict('repair-link');
      this.advance(pause);
    }
    this.inflict('cancel');
    this.advance(milliseconds(100));
  }

  #apply(command: Command): void {
    const outcome = this.watched.dataCenter.apply(command);
    if (!outcome.ok) throw new Error(outcome.refusal);
  }

  #countBytes(): void {
    const model = this.watched.world.link(...BETWEEN)?.model as LinkModel;
    const open = model.open.bind(model);
    model.open = () => {
      const flow = open();
      const send = flow.send.bind(flow);
      flow.send = (bytes, deliver, completion) => {
        this.bytesOnWire += bytes;
        send(bytes, deliver, completion);
      };
      return flow;
    };
  }

  #observe(event: EventBody, world: World): void {
    if (!('migration' in event)) return;
    if ('transferredBytes' in event) this.transferred.push(event.transferredBytes);
    if (event.kind === 'migration.phase' && event.phase === 'post-copy') {
      const active = world.vm(VM).activeMigration;
      if (active !== null) this.ownership = new PageOwnership(active.source, active.destination, active.missing());
    }
    if ('figures' in event) this.ending = event;
  }
}
