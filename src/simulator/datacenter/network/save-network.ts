import type { Nanoseconds } from '../../kernel/time.ts';
import type { GenerationId } from '../../network/guest/guest-kernel.ts';
import { OutputBuffer } from '../../network/output-buffer.ts';
import type { Peer } from '../../network/peer/peer.ts';
import type { Segment } from '../../network/tcp/segment.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import type { Hearing } from './address-table.ts';
import { beginOutputCommit } from './commit-loop.ts';
import type { Flight } from './flight.ts';

/** All that lies outside the VMs: JSON, as are peers and segments. */
export interface SavedNetwork {
  readonly peers: readonly Peer[];
  readonly flights: readonly Flight[];
  readonly addresses: readonly (readonly [number, Hearing])[];
  readonly nextTick: Nanoseconds | null;
  readonly addressesGiven: number;
  readonly peersOpened: number;
  readonly generations: number;
}

/** What of a VM's network is not in its memory. */
export interface SavedVmNetwork {
  readonly address: number;
  readonly generation: GenerationId;
  readonly hasGenerationDevice: boolean;
  readonly waiting: readonly Flight[];
  readonly held: readonly Segment[];
  /** The checkpoint itself is not saved: a new one is taken when the world is opened. */
  readonly commit: { readonly every: Nanoseconds; readonly since: Nanoseconds } | null;
}

/** Null where nobody was ever connected. */
export function saveNetwork({ network }: World): SavedNetwork | null {
  const { addressesGiven, peersOpened, generations, nextTick } = network;
  if (addressesGiven === 0) return null;
  return {
    peers: [...network.peers.values()],
    flights: network.flights.map(withoutEntry),
    addresses: network.addresses.entries(),
    nextTick,
    addressesGiven,
    peersOpened,
    generations,
  };
}

/** Null where the VM was never connected. */
export function saveVmNetwork({ network }: VirtualMachine): SavedVmNetwork | null {
  if (network === null) return null;
  const { address, generation, hasGenerationDevice, waiting, output, commit } = network;
  return {
    address,
    generation,
    hasGenerationDevice,
    waiting: waiting.map(withoutEntry),
    held: output.held,
    commit: commit && { every: commit.every, since: commit.since },
  };
}

/** To be called when the VMs are there. */
export function restoreNetwork(world: World, saved: SavedNetwork): void {
  const { network } = world;
  network.addressesGiven = saved.addressesGiven;
  network.peersOpened = saved.peersOpened;
  network.generations = saved.generations;
  for (const [address, { place, heardAt }] of saved.addresses) {
    // A world is opened with its announcements made.
    network.addresses.learn(address, { ...place, host: world.vms.get(place.vm)?.host ?? place.host }, heardAt);
  }
  if (saved.nextTick !== null) network.begin(saved.nextTick);
  for (const peer of saved.peers) {
    network.peers.set(peer.name, peer);
    network.planPeer(peer);
  }
  for (const flight of saved.flights) network.resumeFlight(flight);
}

/** To be called when the VM's memory is in place. */
export function restoreVmNetwork(world: World, vm: VirtualMachine, saved: SavedVmNetwork): void {
  const { address, generation, hasGenerationDevice, waiting, held, commit } = saved;
  const network = { address, generation, hasGenerationDevice, waiting: [...waiting], output: new OutputBuffer<Segment>(), commit: null };
  vm.network = network;
  for (const segment of held) network.output.hold(segment);
  if (commit !== null) beginOutputCommit(world, vm, network, commit.every, commit.since);
}

function withoutEntry({ arrivesAt, segment, from }: Flight): Flight {
  return { arrivesAt, segment, from };
}
