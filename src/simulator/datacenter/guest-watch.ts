import type { Appointment } from '../kernel/event-queue.ts';
import { milliseconds } from '../kernel/time.ts';
import type { GuestReport } from '../machine/guest-report.ts';
import { STATUS_PAGE } from '../machine/guests/server/server-memory.ts';
import { VirtualCpu } from '../machine/virtual-cpu.ts';
import { GuestMemory } from '../memory/guest-memory.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import type { SavedState } from '../snapshot/saved-state.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** Guests are looked after so often, at whole multiples of it, so that a restored world looks at the same instants. */
const PERIOD = milliseconds(100);

/** Looks whether the guest of a VM has crashed, as the watchdog of a real manager does, and tells of it once. */
export class GuestWatch {
  readonly #world: World;
  readonly #vm: VirtualMachine;
  #planned: Appointment;
  /** The crash that was told of; null while there is none. */
  #told: string | null;

  constructor(world: World, vm: VirtualMachine, told: string | null = null) {
    this.#world = world;
    this.#vm = vm;
    this.#told = told;
    this.#planned = this.#plan();
  }

  get told(): string | null {
    return this.#told;
  }

  /** The guest begins a new life, or an old one again: a crash in it is told of anew. */
  startOver(): void {
    this.#told = null;
  }

  stop(): void {
    this.#planned.cancel();
  }

  #plan(): Appointment {
    const { queue } = this.#world;
    return queue.at((Math.floor(queue.now / PERIOD) + 1) * PERIOD, () => {
      this.#look();
      this.#planned = this.#plan();
    });
  }

  #look(): void {
    if (this.#vm.state !== 'running') return;
    this.#vm.machine.catchUp();
    const reason = reportOf(this.#vm)?.reason ?? null;
    if (reason !== null && reason !== this.#told) this.#world.emit({ kind: 'vm.guest-crashed', vm: this.#vm.name, reason });
    this.#told = reason;
  }
}

/** Watches a VM whose guest can tell how it is. */
export function watchGuest(world: World, vm: VirtualMachine, told: string | null = null): void {
  if (vm.machine.guest.report !== undefined) vm.watch = new GuestWatch(world, vm, told);
}

/** The guest's own checksum in a saved state of its VM; nothing where it has none, or only the disk was saved. */
export function checksumIn({ machine }: VirtualMachine, { memory, device }: SavedState): { readonly checksum?: string } {
  const { guest } = machine;
  if (guest.report === undefined || memory === null || device === null) return {};
  const vcpu = new VirtualCpu();
  vcpu.load(device);
  return { checksum: guest.report(vcpu.registers, new GuestMemory(PageTable.of(memory as PageTableImage))).checksum };
}

/** What the guest says of itself; null where it stands still for good, cannot tell, or its page is not here yet. */
export function reportOf({ machine, state, activeMigration }: VirtualMachine): GuestReport | null {
  if (state === 'stopped') return null;
  if (activeMigration?.isHandedOver === true && activeMigration.missing().has(STATUS_PAGE)) return null;
  return machine.guest.report?.(machine.vcpu.registers, machine.memory) ?? null;
}
