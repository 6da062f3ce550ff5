import { milliseconds, type Nanoseconds } from '../../kernel/time.ts';
import type { GuestReaction } from '../../network/guest/guest-stack.ts';
import { announce } from '../../network/announcements.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import { type Flight, lose } from './flight.ts';
import { emitGuestNotice } from './network-notices.ts';
import { isOutOfReach, generationText, nextGeneration, stackOf, type VmNetwork } from './vm-network.ts';

/** Frames that a host keeps for a machine that stands still: Linux, tun's `tx_queue_len`. */
const MOST_WAITING = 500;
/** How soon a short stop, such as that of a snapshot, is looked at again. */
const SHORT_STOP: Nanoseconds = milliseconds(1);

/** A frame has come to the host where the VM is. */
export function receiveAtVm(world: World, vm: VirtualMachine, flight: Flight): void {
  const { network } = vm;
  if (network === null || vm.state === 'stopped') lose(flight, `${vm.name} is off`);
  else if (canReceive(vm)) perform(world, vm, network, (stack) => stack.receive(flight.segment));
  else keepWaiting(world, vm, network, flight);
}

/** The guest looks at its timers, and takes the frames that waited for it. */
export function tickVm(world: World, vm: VirtualMachine): void {
  const { network } = vm;
  if (network === null || vm.state === 'stopped' || !canReceive(vm)) return;
  takeWaiting(world, vm, network);
  perform(world, vm, network, (stack) => stack.tick());
}

/** The VM runs on another host: frames that waited at the old one are lost there, and the network has to be told. */
export function networkMoved(world: World, vm: VirtualMachine, from: string): void {
  const { network } = vm;
  if (network === null) return;
  for (const flight of network.waiting) lose(flight, `it waited at ${from}, and ${vm.name} has moved away`);
  network.waiting = [];
  announceAddress(world, vm, network);
}

/** The host tells the switches that this address is behind it now, as hypervisors do for a VM that begins to run there. */
export function announceAddress(world: World, vm: VirtualMachine, { address }: VmNetwork): void {
  const { host } = vm;
  const announcement = announce(world.queue, (round) => {
    // Deleted meanwhile, or moved on.
    if (world.vms.get(vm.name) !== vm || vm.host !== host) {
      announcement.cancel();
      return;
    }
    world.network.learn(vm, address);
    // The clients' own announcement tells of it where there are any.
    if (vm.clients === null) world.emit({ kind: 'network.announced', vm: vm.name, host, round });
  });
}

/** The VM was put back in time: what it said since and was held back was never said, and it is of a new generation. */
export function networkWentBack(world: World, vm: VirtualMachine): number {
  const { network } = vm;
  if (network === null) return 0;
  const discarded = network.output.discard();
  network.generation = nextGeneration(world);
  if (network.hasGenerationDevice) {
    world.emit({ kind: 'generation.changed', vm: vm.name, generation: generationText(network.generation) });
  }
  return discarded;
}

/** Carries out what the guest's network stack does, and sends or holds back what it says. */
function perform(world: World, vm: VirtualMachine, network: VmNetwork, act: (stack: ReturnType<typeof stackOf>) => GuestReaction): void {
  const { segments, notices } = act(stackOf(world, vm, network));
  for (const notice of notices) emitGuestNotice(world, vm, notice);
  for (const segment of segments) {
    if (network.commit === null && vm.replication?.output.isHolding !== true) world.network.vmSends(vm, segment);
    else network.output.hold(segment);
  }
}

/** Whether the guest runs, with the pages that its network stack needs. */
function canReceive(vm: VirtualMachine): boolean {
  return vm.machine.isRunning && !isOutOfReach(vm);
}

function keepWaiting(world: World, vm: VirtualMachine, network: VmNetwork, flight: Flight): void {
  if (network.waiting.length >= MOST_WAITING) {
    lose(flight, `too many frames wait for ${vm.name}`);
    return;
  }
  network.waiting.push(flight);
  if (vm.state === 'running') waitForShortStop(world, vm, network);
}

/** A machine that counts as running stands still for a moment only. */
function waitForShortStop(world: World, vm: VirtualMachine, network: VmNetwork): void {
  if (network.waiting.length > 1) return;
  const look = (): void => {
    if (network.waiting.length === 0 || vm.state !== 'running' || world.vms.get(vm.name) !== vm) return;
    if (canReceive(vm)) takeWaiting(world, vm, network);
    else world.queue.after(SHORT_STOP, look);
  };
  world.queue.after(SHORT_STOP, look);
}

function takeWaiting(world: World, vm: VirtualMachine, network: VmNetwork): void {
  const { waiting } = network;
  network.waiting = [];
  for (const flight of waiting) receiveAtVm(world, vm, flight);
}
