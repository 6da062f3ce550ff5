import type { Appointment } from '../../kernel/event-queue.ts';
import { milliseconds, type Nanoseconds, NANOSECONDS_PER_MICROSECOND } from '../../kernel/time.ts';
import { type JournalEntry, noteSegment, type Peer } from '../../network/peer/peer.ts';
import { nextWake, type PeerReaction, receiveAtPeer, wakePeer } from '../../network/peer/peer-stack.ts';
import { addressText } from '../../network/address.ts';
import { refusal, sameEndpoint, type Segment } from '../../network/tcp/segment.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import type { SavedState } from '../../snapshot/saved-state.ts';
import { AddressTable } from './address-table.ts';
import { type Flight, lose } from './flight.ts';
import type { SavedConnection } from './network-inventory.ts';
import { emitPeerReaction } from './network-notices.ts';
import { receiveAtVm, tickVm } from './vm-side.ts';

/** One way between a peer and a VM; as long as the clients of `vm.attachClients` have it. */
const LATENCY: Nanoseconds = 250 * NANOSECONDS_PER_MICROSECOND;
/** How often guests look at their timers, as the slow timers of BSD's TCP. */
const TICK: Nanoseconds = milliseconds(100);

/** Switches, peers, and what is on its way between them and the VMs: all that lies outside and is never rolled back. */
export class WorldNetwork {
  readonly peers = new Map<string, Peer>();
  readonly addresses = new AddressTable();
  /** What was read of connections in saved states. */
  readonly connectionsIn = new WeakMap<SavedState, readonly SavedConnection[]>();
  readonly #world: World;
  readonly #flights = new Set<Flight>();
  readonly #wakes = new Map<string, Appointment>();
  /** When guests look at their timers next; null before the first connection. */
  #nextTick: Nanoseconds | null = null;
  /** Counters for names that are not used twice. */
  addressesGiven = 0;
  peersOpened = 0;
  generations = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** What is on its way, in the order in which it was sent. */
  get flights(): readonly Flight[] {
    return [...this.#flights];
  }

  get nextTick(): Nanoseconds | null {
    return this.#nextTick;
  }

  /** From the first connection on, guests look at their timers. */
  begin(nextTick: Nanoseconds = this.#world.queue.now + TICK): void {
    if (this.#nextTick !== null) return;
    this.#planTick(nextTick);
  }

  /** Puts a segment on its way again that was under way when the world was saved. */
  resumeFlight(flight: Flight): void {
    this.#launch(flight);
  }

  /** A peer has something to say, or to do. */
  peerSends(peer: Peer, segments: readonly Segment[]): void {
    for (const segment of segments) this.#send(segment, null, peer);
    this.planPeer(peer);
  }

  /** A VM's frame reaches the switch, which learns from it where the VM is. */
  vmSends(vm: VirtualMachine, segment: Segment): void {
    this.learn(vm, segment.source.address);
    this.#send(segment, vm.name, this.peerAt(segment.destination));
  }

  /** The switch hears of an address from this VM's place. */
  learn(vm: VirtualMachine, address: number): void {
    const to = { vm: vm.name, host: vm.host };
    const from = this.addresses.learn(address, to, this.#world.queue.now);
    if (from !== null) this.#world.emit({ kind: 'address.moved', address: addressText(address), from, to });
  }

  peerAt(endpoint: Segment['source']): Peer | null {
    for (const peer of this.peers.values()) if (sameEndpoint(peer.endpoint, endpoint)) return peer;
    return null;
  }

  /** Forgets a peer; what is sent to it from now on is answered as by a machine that does not know it. */
  removePeer(name: string): void {
    this.#wakes.get(name)?.cancel();
    this.#wakes.delete(name);
    this.peers.delete(name);
  }

  /** Wakes the peer when it has something to do. */
  planPeer(peer: Peer): void {
    this.#wakes.get(peer.name)?.cancel();
    const wake = nextWake(peer);
    if (wake === null) return;
    const appointment = this.#world.queue.at(wake, () => {
      this.#react(peer, wakePeer(peer, (id) => this.#requestBody(peer, id), this.#world.queue.now));
    });
    this.#wakes.set(peer.name, appointment);
  }

  #react(peer: Peer, reaction: PeerReaction): void {
    emitPeerReaction(this.#world, peer, reaction);
    this.peerSends(peer, reaction.segments);
  }

  #requestBody(peer: Peer, id: number): readonly number[] {
    return this.#world.vms.get(peer.vm)?.machine.guest.exampleRequest?.(id - 1) ?? [];
  }

  #send(segment: Segment, from: string | null, peer: Peer | null): void {
    const { now } = this.#world.queue;
    const flight = { arrivesAt: now + LATENCY, segment, from };
    if (peer === null) return this.#launch(flight);
    const entry: JournalEntry = { time: now, from, segment, lost: null };
    noteSegment(peer, entry);
    this.#launch({ ...flight, entry });
  }

  #launch(flight: Flight): void {
    this.#flights.add(flight);
    this.#world.queue.at(flight.arrivesAt, () => {
      this.#flights.delete(flight);
      if (flight.from === null) this.#arriveAtVm(flight);
      else this.#arriveOutside(flight, flight.from);
    });
  }

  #arriveAtVm(flight: Flight): void {
    const { address } = flight.segment.destination;
    const place = this.addresses.where(address, this.#world.queue.now);
    const vm = place && this.#world.vms.get(place.vm);
    // A port whose machine is off is down, and what was heard there is forgotten.
    if (place === null || !vm || vm.state === 'stopped') return this.#flood(flight, address);
    if (vm.host !== place.host) lose(flight, `the switch still sent it to ${place.host}`);
    else receiveAtVm(this.#world, vm, flight);
  }

  /** The switch does not know where the address is, and sends the frame to every port. */
  #flood(flight: Flight, address: number): void {
    const owners = [...this.#world.vms.values()].filter(({ network, state }) => network?.address === address && state !== 'stopped');
    if (owners.length === 0) lose(flight, 'no machine that is on has this address');
    for (const vm of owners) receiveAtVm(this.#world, vm, flight);
  }

  #arriveOutside(flight: Flight, from: string): void {
    const peer = this.peerAt(flight.segment.destination);
    if (peer?.end?.kind === 'left') {
      lose(flight, 'nobody is there any more');
      return;
    }
    if (peer !== null && peer.block.state !== 'closed') {
      this.#react(peer, receiveAtPeer(peer, flight.segment, from, this.#world.queue.now));
      return;
    }
    const reset = refusal(flight.segment);
    if (reset === null) return;
    if (peer !== null) this.#world.emit({ kind: 'connection.reset', vm: from, peer: peer.name, by: 'peer', cause: { kind: 'no-connection' } });
    this.#send(reset, null, peer);
  }

  #planTick(time: Nanoseconds): void {
    this.#nextTick = time;
    this.#world.queue.at(time, () => {
      this.#planTick(time + TICK);
      for (const vm of [...this.#world.vms.values()]) tickVm(this.#world, vm);
    });
  }
}
