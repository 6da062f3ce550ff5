import type { Nanoseconds } from '../../kernel/time.ts';
import { CLOCK_STEP } from '../../network/guest/guest-kernel.ts';
import type { GuestNotice } from '../../network/guest/guest-stack.ts';
import type { Side } from '../../network/network-events.ts';
import type { Peer } from '../../network/peer/peer.ts';
import type { PeerReaction } from '../../network/peer/peer-stack.ts';
import { timeOf } from '../../network/tcp/control-block.ts';
import type { ReceptionNotice } from '../../network/tcp/receive.ts';
import type { Endpoint } from '../../network/tcp/segment.ts';
import type { TimerOutcome } from '../../network/tcp/timers.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';

const CLOCK_TOLERANCE: Nanoseconds = timeOf(CLOCK_STEP);

/** Tells what happened in a guest's network stack. */
export function emitGuestNotice(world: World, vm: VirtualMachine, notice: GuestNotice): void {
  switch (notice.kind) {
    case 'reseeded':
      world.emit({ kind: 'random.reseeded', vm: vm.name });
      return;
    case 'clock-corrected':
      world.emit({ kind: 'clock.corrected', vm: vm.name, by: timeOf(notice.by) });
      return;
    case 'refused': {
      const peer = nameOf(world, notice.remote);
      world.emit({ kind: 'connection.reset', vm: vm.name, peer, by: 'vm', cause: notice.cause });
      return;
    }
    case 'connection':
      emitReception(world, vm.name, nameOf(world, notice.remote), 'vm', notice.notice);
      return;
    case 'timer':
      emitTimer(world, vm.name, nameOf(world, notice.remote), 'vm', notice.outcome);
  }
}

/** Tells what a peer did, and what it noticed of the machine that it talks to. */
export function emitPeerReaction(world: World, peer: Peer, { notice, timer, answer }: PeerReaction): void {
  if (notice !== null) emitReception(world, peer.vm, peer.name, 'peer', notice);
  emitTimer(world, peer.vm, peer.name, 'peer', timer);
  if (answer === null) return;
  noteRepeatedNumber(world, peer, answer.session);
  noteClock(world, peer);
}

/** What one side takes in is told once: by the side that opens, or breaks off. */
function emitReception(world: World, vm: string, peer: string, by: Side, notice: ReceptionNotice): void {
  if (notice.kind === 'established' && by === 'peer') world.emit({ kind: 'connection.established', vm, peer });
  if (notice.kind === 'reset-sent') world.emit({ kind: 'connection.reset', vm, peer, by, cause: notice.cause });
}

function emitTimer(world: World, vm: string, peer: string, by: Side, outcome: TimerOutcome): void {
  if (outcome.kind === 'retransmitted') {
    const { attempt, timeout } = outcome;
    world.emit({ kind: 'connection.retransmitted', vm, peer, by, attempt, next: timeOf(timeout) });
  }
  if (outcome.kind === 'gave-up') {
    const { waited, attempts, probing } = outcome;
    world.emit({ kind: 'connection.timed-out', vm, peer, by, waited: timeOf(waited), attempts, probing });
  }
}

/** Outside, somebody may compare: a number that only one session should have was given to another one. */
function noteRepeatedNumber(world: World, peer: Peer, session: number): void {
  if (peer.repeated !== null) return;
  for (const other of world.network.peers.values()) {
    if (other === peer || other.session !== session || other.openedAt > peer.openedAt) continue;
    peer.repeated = { session, before: other.name, since: other.openedAt };
    world.emit({ kind: 'random.repeated', vm: peer.vm, peer: peer.name, session, before: other.name, since: other.openedAt });
    return;
  }
}

/** The peer compares the clock in the answer with its own. */
function noteClock(world: World, peer: Peer): void {
  const behind = peer.clockBehind ?? 0;
  if (Math.abs(behind - peer.clockTold) <= CLOCK_TOLERANCE) return;
  peer.clockTold = behind;
  if (Math.abs(behind) > CLOCK_TOLERANCE) world.emit({ kind: 'clock.behind', vm: peer.vm, peer: peer.name, behind });
}

function nameOf(world: World, remote: Endpoint): string {
  return world.network.peerAt(remote)?.name ?? 'a peer that is gone';
}
