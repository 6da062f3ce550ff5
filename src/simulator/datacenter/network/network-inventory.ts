import type { Nanoseconds } from '../../kernel/time.ts';
import { GuestMemory } from '../../memory/guest-memory.ts';
import { PageTable, type PageTableImage } from '../../memory/page-table.ts';
import { ConnectionTable } from '../../network/guest/connection-table.ts';
import { GuestKernel } from '../../network/guest/guest-kernel.ts';
import { guestLayout } from '../../network/guest/guest-layout.ts';
import { GuestWords } from '../../network/guest/guest-words.ts';
import type { JournalEntry, Peer, PeerEnd, RepeatedNumber } from '../../network/peer/peer.ts';
import { type Outcome, standingOf } from '../../network/standing.ts';
import { type ConnectionState, type ControlBlock, ticksOf, timeOf } from '../../network/tcp/control-block.ts';
import { addressText } from '../../network/address.ts';
import { type Endpoint, sameEndpoint } from '../../network/tcp/segment.ts';
import type { SavedState } from '../../snapshot/saved-state.ts';
import type { SnapshotNode } from '../../snapshot/snapshot-tree.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import { generationText, isOutOfReach, layoutOf, vmAddressText } from './vm-network.ts';

/** A VM on the network. */
export interface NetworkInventory {
  readonly address: string;
  readonly generation: string;
  readonly hasGenerationDevice: boolean;
  /** Whether a server listens in the guest. */
  readonly isListening: boolean;
  /** How far the guest's wall clock is behind; null where it has none that anybody sees. */
  readonly clockBehind: Nanoseconds | null;
  /** Time between two checkpoints that output waits for; null where it goes out at once. */
  readonly outputCommit: Nanoseconds | null;
  /** Segments that wait for the next checkpoint. */
  readonly held: number;
  /** Other VMs that have the same address. */
  readonly twins: readonly string[];
  readonly connections: readonly ConnectionInventory[];
}

/** One side of a connection. Sequence numbers are those on the wire. */
export interface SideInventory {
  readonly state: ConnectionState;
  readonly initialSend: number;
  readonly sendUnacknowledged: number;
  readonly sendNext: number;
  readonly receiveNext: number;
  readonly initialReceive: number;
  readonly retransmissions: number;
  readonly probes: number;
  /** Time until it sends again what was not acknowledged, by its own clock; null where nothing waits. */
  readonly retransmitIn: Nanoseconds | null;
  readonly giveUpAfter: Nanoseconds;
  readonly keepAliveAfter: Nanoseconds;
}

/** A connection as both of its sides see it. */
export interface ConnectionInventory {
  readonly peer: string;
  /** The VM that the peer was told to talk to. */
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  readonly outcome: Outcome;
  readonly requestEvery: Nanoseconds | null;
  readonly openedAt: Nanoseconds;
  readonly answers: number;
  readonly waitingSince: Nanoseconds | null;
  readonly latency: Nanoseconds | null;
  readonly session: number | null;
  readonly repeated: RepeatedNumber | null;
  readonly clockBehind: Nanoseconds | null;
  readonly peerSide: SideInventory;
  /** Null where the VM does not know of the connection, or cannot be asked now. */
  readonly vmSide: SideInventory | null;
  readonly end: PeerEnd | null;
  /** The latest segments, the latest last. */
  readonly journal: readonly JournalEntry[];
}

/** The VM's side of a connection in a snapshot. */
export interface SavedConnection {
  /** The peer's address and port. */
  readonly from: string;
  readonly sendNext: number;
  readonly receiveNext: number;
}

/** A VM's network as plain data; null where nobody was ever connected to it. */
export function networkInventory(world: World, vm: VirtualMachine): NetworkInventory | null {
  const { network } = vm;
  if (network === null) return null;
  const { now } = world.queue;
  const reachable = vm.state !== 'stopped' && !isOutOfReach(vm);
  const words = new GuestWords(vm.machine.memory, layoutOf(vm).firstPage);
  const kernel = new GuestKernel(words);
  const isListening = reachable && kernel.isUp;
  const uptime = ticksOf(vm.machine.vcpu.runningTime);
  const blocks = isListening ? new ConnectionTable(words, layoutOf(vm), network.address).all() : [];
  const peers = [...world.network.peers.values()].filter(
    (peer) => peer.vm === vm.name || blocks.some(({ block }) => sameEndpoint(block.remote, peer.endpoint)),
  );
  return {
    address: vmAddressText(network),
    generation: generationText(network.generation),
    hasGenerationDevice: network.hasGenerationDevice,
    isListening,
    clockBehind: isListening ? timeOf(ticksOf(now) - kernel.wallClock(uptime)) : null,
    outputCommit: network.commit?.every ?? null,
    held: network.output.waiting,
    twins: [...world.vms.values()].filter((one) => one !== vm && one.network?.address === network.address).map(({ name }) => name),
    connections: peers.map((peer) => {
      const known = blocks.find(({ block }) => sameEndpoint(block.remote, peer.endpoint))?.block ?? null;
      return connectionInventory(peer, known, reachable, ticksOf(now), uptime);
    }),
  };
}

function connectionInventory(peer: Peer, known: ControlBlock | null, reachable: boolean, now: number, uptime: number): ConnectionInventory {
  const { name, vm, block, requestEvery, openedAt, answers, outstanding, latency, session, repeated, clockBehind, end, journal } = peer;
  // What cannot be asked is taken to be in step.
  const believed = reachable || known !== null ? known : { sendNext: block.receiveNext, receiveNext: block.sendUnacknowledged };
  return {
    peer: name,
    vm,
    from: endpointText(peer.endpoint),
    to: endpointText(block.remote),
    outcome: standingOf(block, end, believed),
    requestEvery,
    openedAt,
    answers,
    waitingSince: outstanding?.sentAt ?? null,
    latency,
    session,
    repeated,
    clockBehind,
    peerSide: sideInventory(block, now),
    vmSide: known && sideInventory(known, uptime),
    end,
    journal: [...journal],
  };
}

function sideInventory(block: ControlBlock, now: number): SideInventory {
  const { state, initialSend, sendUnacknowledged, sendNext, receiveNext, initialReceive, retransmissions, probes } = block;
  return {
    state, initialSend, sendUnacknowledged, sendNext, receiveNext, initialReceive, retransmissions, probes,
    retransmitIn: block.retransmitAt === 0 ? null : timeOf(Math.max(0, block.retransmitAt - now)),
    giveUpAfter: timeOf(block.giveUp),
    keepAliveAfter: timeOf(block.keepAlive),
  };
}

/** The VM's side of the connections in a snapshot, read from its pages; a snapshot does not change, so it is read once. */
export function savedConnections({ network }: World, { state }: SnapshotNode): readonly SavedConnection[] {
  const known = network.connectionsIn.get(state);
  if (known !== undefined) return known;
  const found = readConnections(state);
  network.connectionsIn.set(state, found);
  return found;
}

function readConnections(state: SavedState): readonly SavedConnection[] {
  // A snapshot of the disk alone has no connections.
  if (state.memory === null) return [];
  const image = state.memory as PageTableImage;
  const layout = guestLayout(image.kind, image.pageCount);
  const words = new GuestWords(new GuestMemory(PageTable.of(image)), layout.firstPage);
  if (!new GuestKernel(words).isUp) return [];
  return new ConnectionTable(words, layout, 0).all().map(({ block: { remote, sendNext, receiveNext } }) => ({ from: endpointText(remote), sendNext, receiveNext }));
}

function endpointText({ address, port }: Endpoint): string {
  return `${addressText(address)}:${port}`;
}
