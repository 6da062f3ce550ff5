import { seedWords } from '../../kernel/random.ts';
import { pagesOf, type PageNumber } from '../../memory/page.ts';
import { OutputBuffer } from '../../network/output-buffer.ts';
import type { GenerationId } from '../../network/guest/guest-kernel.ts';
import { type GuestLayout, guestLayout } from '../../network/guest/guest-layout.ts';
import { GuestStack } from '../../network/guest/guest-stack.ts';
import { addressText } from '../../network/address.ts';
import type { Segment } from '../../network/tcp/segment.ts';
import { ticksOf } from '../../network/tcp/control-block.ts';
import { COUNTER_MEMORY_BYTES } from '../../machine/guests/counter.ts';
import { pagesOfInterval } from '../../machine/guests/trace-player.ts';
import type { Flight } from './flight.ts';
import type { OutputCommit } from './output-commit.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';

/** 10.0.0.0: the VMs have the addresses after it, in the order in which they were first connected. */
const FIRST_ADDRESS = 0x0a00_0000;

/** A VM on the network, as its host sees it: nothing of this goes back with the guest. */
export interface VmNetwork {
  readonly address: number;
  /** Changes whenever the machine is put back in time, or is made a second time. */
  generation: GenerationId;
  hasGenerationDevice: boolean;
  /** Frames for a machine that stands still: its host keeps them, up to a limit, until it goes on. */
  waiting: Flight[];
  /** What the machine has said and no safe checkpoint covers yet. */
  readonly output: OutputBuffer<Segment>;
  commit: OutputCommit | null;
}

/** The VM's place in the network; it gets an address where it has none. */
export function joinNetwork(world: World, vm: VirtualMachine): VmNetwork {
  vm.network ??= newVmNetwork(world, FIRST_ADDRESS + ++world.network.addressesGiven);
  return vm.network;
}

/** A place in the network with this address, of a generation of its own. */
export function newVmNetwork(world: World, address: number): VmNetwork {
  return {
    address,
    generation: nextGeneration(world),
    hasGenerationDevice: false,
    waiting: [],
    output: new OutputBuffer(),
    commit: null,
  };
}

/** A generation id that no machine of this world has had. */
export function nextGeneration(world: World): GenerationId {
  const [first = 0, second = 0, third = 0, fourth = 0] = seedWords(world.seed, `generation ${++world.network.generations}`);
  return [first, second, third, fourth];
}

/** "5f3a9c01-…", as firmware tables show it. */
export function generationText(generation: GenerationId): string {
  return generation.map((word) => word.toString(16).padStart(8, '0')).join('-');
}

/** The VM's address for people, such as "10.0.0.1". */
export function vmAddressText({ address }: VmNetwork): string {
  return addressText(address);
}

/** Where in the VM's memory its network stack is. */
export function layoutOf({ machine }: VirtualMachine): GuestLayout {
  return guestLayout(machine.memory.table.kind, machine.pageCount);
}

/** The guest's network stack, on the VM's memory as it is now. */
export function stackOf(world: World, vm: VirtualMachine, network: VmNetwork): GuestStack {
  vm.machine.catchUp();
  const { guest, memory, vcpu, disk } = vm.machine;
  return new GuestStack({
    memory,
    layout: layoutOf(vm),
    address: network.address,
    uptime: ticksOf(vcpu.runningTime),
    outside: ticksOf(world.queue.now),
    generation: network.hasGenerationDevice ? network.generation : null,
    serve: (body) => (guest.serve ? guest.serve(body, vcpu.registers, memory, disk?.device ?? null) : []),
  });
}

/** Pages from the first on that the guest's program has for itself; servers leave the last ones to the network. */
export function pagesOfProgram({ settings: { guest } }: VirtualMachine): PageNumber {
  switch (guest.kind) {
    case 'idle':
    case 'key-value':
    case 'web':
    case 'scribbler':
      return 0;
    case 'counter':
      return pagesOf(COUNTER_MEMORY_BYTES);
    case 'phased':
      return Math.max(...guest.phases.map(endOfWorkingSet));
    case 'trace':
      return 1 + guest.intervals.reduce((highest, interval) => (pagesOfInterval(interval) ?? []).reduce((high, page) => Math.max(high, page), highest), 0);
    case 'sequential':
    case 'uniform':
    case 'hot-cold':
    case 'zipf':
      return endOfWorkingSet(guest);
  }
}

function endOfWorkingSet({ firstPage = 0, workingSetPages }: { readonly firstPage?: PageNumber; readonly workingSetPages: number }): PageNumber {
  return firstPage + workingSetPages;
}

/** Whether pages that the network stack writes must be saved first, for a snapshot in the background; asks for them. */
function isProtected({ machine: { protection, guest } }: VirtualMachine, firstPage: PageNumber, pages: number): boolean {
  if (protection === null || protection.count === 0) return false;
  // A server's program may write any page for its answer.
  if (guest.serve !== undefined) return true;
  let found = false;
  for (let page = firstPage; page < firstPage + pages; page++) {
    if (!protection.has(page)) continue;
    protection.want(page);
    found = true;
  }
  return found;
}

/** Whether pages that the network stack needs are still on another host, as in post-copy, or must not be written yet. */
export function isOutOfReach(vm: VirtualMachine): boolean {
  const { machine, activeMigration } = vm;
  const { firstPage, pages } = layoutOf(vm);
  if (isProtected(vm, firstPage, pages)) return true;
  const isArriving = activeMigration !== null && activeMigration.isHandedOver && machine === activeMigration.destination;
  if (!isArriving) return false;
  const missing = activeMigration.missing();
  // A server's program may look into any page for its answer.
  if (machine.guest.serve !== undefined) return missing.count() > 0;
  for (let page = firstPage; page < firstPage + pages; page++) if (missing.has(page)) return true;
  return false;
}
