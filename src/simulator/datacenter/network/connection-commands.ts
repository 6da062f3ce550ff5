import { mix, RandomStream } from '../../kernel/random.ts';
import { milliseconds, type Nanoseconds, seconds } from '../../kernel/time.ts';
import type { ModelMachine } from '../../machine/model-machine.ts';
import { SLOTS } from '../../network/guest/guest-layout.ts';
import { SERVER_PORT } from '../../network/guest/guest-stack.ts';
import type { Peer } from '../../network/peer/peer.ts';
import { closePeer, openPeer, removePeer } from '../../network/peer/peer-stack.ts';
import { GIVE_UP_AFTER, KEEP_ALIVE_AFTER, ticksOf } from '../../network/tcp/control-block.ts';
import type { CommandOf } from '../commands.ts';
import { LIMITS, requireName, requireWithin } from '../limits.ts';
import { Refusal, require } from '../refusal.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import { beginOutputCommit, endOutputCommit } from './commit-loop.ts';
import { isOutOfReach, joinNetwork, layoutOf, pagesOfProgram, stackOf } from './vm-network.ts';

/** The commands on connections of a VM, and on what decides how they come through a roll back. */
export type ConnectionCommand = CommandOf<'vm.connect' | 'vm.disconnect' | 'vm.setGenerationId' | 'vm.setOutputCommit'>;

/** 198.51.100.0, one of the networks for examples (RFC 5737): peers have the addresses after it. */
const FIRST_PEER_ADDRESS = 0xc633_6400;
const FIRST_PORT = 40_000;

/** Opens and closes connections, and sets what decides how they come through a roll back. */
export function applyConnectionCommand(world: World, command: ConnectionCommand): void {
  const vm = world.vm(command.vm);
  switch (command.kind) {
    case 'vm.connect':
      connect(world, vm, command);
      return;
    case 'vm.disconnect':
      disconnect(world, vm, command.peer, command.how ?? 'close');
      return;
    case 'vm.setGenerationId':
      joinNetwork(world, vm).hasGenerationDevice = command.present;
      world.emit({ kind: 'generation-id.set', vm: vm.name, present: command.present });
      return;
    case 'vm.setOutputCommit':
      setOutputCommit(world, vm, command.everyMilliseconds);
  }
}

function connect(world: World, vm: VirtualMachine, command: CommandOf<'vm.connect'>): void {
  const requestEvery = requestInterval(command.requestEveryMilliseconds);
  const giveUp = patience('giveUpAfterSeconds', command.giveUpAfterSeconds, GIVE_UP_AFTER);
  const keepAlive = patience('keepAliveSeconds', command.keepAliveSeconds, KEEP_ALIVE_AFTER);
  const name = command.peer ?? `peer-${world.network.peersOpened + 1}`;
  requireName('peer', name);
  require(!world.network.peers.has(name), () => `There is a peer "${name}" already: choose another name.`);
  require(vm.state !== 'stopped', () => `VM "${vm.name}" is stopped, so that no server listens in it: start it first.`);
  require(vm.machine.isRunning || vm.snapshotWork === null, () => `${vm.snapshotWork?.description}: try again in a moment.`);
  require(vm.machine.isRunning && !isOutOfReach(vm), () => `VM "${vm.name}" stands still, so that its server cannot begin to listen: let it run first.`);
  requirePages(vm);
  const network = joinNetwork(world, vm);
  const stack = stackOf(world, vm, network);
  const timers = { keepAlive: ticksOf(keepAlive), giveUp: ticksOf(giveUp) };
  require(!stack.kernel.isUp || stack.table.freeSlot() !== null, () => `VM "${vm.name}" has ${SLOTS} connections, as many as its table holds: disconnect one first.`);
  stack.startServer(poolOf(vm.machine), timers);
  const number = ++world.network.peersOpened;
  world.network.begin();
  if (world.network.addresses.where(network.address, world.queue.now) === null) world.network.learn(vm, network.address);
  const { peer, segment } = openPeer({
    name,
    vm: vm.name,
    endpoint: { address: FIRST_PEER_ADDRESS + ((number - 1) % 250) + 1, port: FIRST_PORT + (number % 20_000) },
    server: { address: network.address, port: SERVER_PORT },
    initialSend: new RandomStream(world.seed, `first sequence number of ${name} at ${world.queue.now}`).next(),
    requestEvery,
    timers,
  }, world.queue.now);
  world.network.peers.set(name, peer);
  world.emit({ kind: 'connection.opened', vm: vm.name, peer: name, requestEvery });
  world.network.peerSends(peer, [segment]);
}

function disconnect(world: World, vm: VirtualMachine, name: string, how: 'close' | 'leave'): void {
  const peer = peerOf(world, vm, name);
  const { now } = world.queue;
  if (peer.end !== null) {
    world.network.removePeer(name);
    return;
  }
  world.emit({ kind: 'connection.closed', vm: vm.name, peer: name, how: how === 'close' ? 'closed' : 'left' });
  if (how === 'close') world.network.peerSends(peer, closePeer(peer, now));
  else removePeer(peer, now);
  world.network.planPeer(peer);
}

function setOutputCommit(world: World, vm: VirtualMachine, everyMilliseconds: number): void {
  requireWithin('The time between two checkpoints, in milliseconds,', everyMilliseconds, LIMITS.checkpointMilliseconds);
  require(vm.replication === null, () => `What VM "${vm.name}" says waits for its replica on ${vm.replication?.to} already: stop the replication first.`);
  const held = vm.network?.commit ?? null;
  if (everyMilliseconds === 0) {
    require(vm.network !== null && held !== null, () => `What VM "${vm.name}" says goes out at once already.`);
    endOutputCommit(world, vm, vm.network);
    world.emit({ kind: 'output-commit.set', vm: vm.name, every: null });
    return;
  }
  require(vm.machine.isRunning && vm.activeMigration === null, () => `VM "${vm.name}" stands still or moves, so that no checkpoint can be taken: let it run first.`);
  require(vm.diskJob?.operation !== 'commit', () => `A commit rewrites an image of the disk of VM "${vm.name}", which checkpoints would need as it was: wait for it, or cancel it first.`);
  const network = joinNetwork(world, vm);
  const every = milliseconds(everyMilliseconds);
  if (held !== null) endOutputCommit(world, vm, network);
  beginOutputCommit(world, vm, network, every);
  world.emit({ kind: 'output-commit.set', vm: vm.name, every });
}

function peerOf(world: World, vm: VirtualMachine, name: string): Peer {
  const peer = world.network.peers.get(name);
  if (peer !== undefined) return peer;
  const names = [...world.network.peers.values()].filter((one) => one.vm === vm.name).map((one) => one.name);
  throw new Refusal(`VM "${vm.name}" has no connection with "${name}". ${names.length === 0 ? 'It has none.' : `It has: ${names.join(', ')}.`}`);
}

/** The guest's program must leave the pages alone that its network stack needs. */
function requirePages(vm: VirtualMachine): void {
  const { firstPage, pages } = layoutOf(vm);
  const used = pagesOfProgram(vm);
  require(
    firstPage >= used,
    () => `The guest of VM "${vm.name}" writes all of its memory, and its network stack needs the last ${pages} pages: make its working set smaller.`,
  );
}

function requestInterval(every: number | undefined): Nanoseconds | null {
  if (every === undefined || every === 0) return null;
  requireWithin('The time between two requests, in milliseconds,', every, LIMITS.requestMilliseconds);
  return milliseconds(every);
}

function patience(what: string, given: number | undefined, otherwise: Nanoseconds): Nanoseconds {
  if (given === undefined) return otherwise;
  requireWithin(what, given, LIMITS.patienceSeconds);
  return seconds(given);
}

/** What the machine gathered of randomness when it was booted; the same again in every copy of it. */
function poolOf({ vcpu: { registers } }: ModelMachine): number[] {
  return [1, 2, 3, 1].map((register, index) => mix(((registers[register] as number) + index * 0x9e37_79b9) >>> 0) || 1);
}
