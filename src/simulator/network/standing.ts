import type { PeerEnd } from './peer/peer.ts';
import type { ControlBlock } from './tcp/control-block.ts';
import { distance } from './tcp/sequence.ts';

/**
 * How a connection stands, seen from both sides at once, as nobody in it can.
 * `opening`: the peer has not been answered yet. `in-step`: both know the same. `waiting`: the peer sends again, or
 * probes, and nobody answers. `ahead`: the peer knows of bytes that the VM, put back in time, does not; neither has
 * found out yet. `reset`, `refused`, `timed-out`, `closed`: how it ended. `gone`: the peer has left, and the VM does not
 * know it.
 */
export type Outcome = 'opening' | 'in-step' | 'waiting' | 'ahead' | 'reset' | 'refused' | 'timed-out' | 'gone' | 'closed';

/** What one side has of the other's bytes that the other does not know of. */
export interface Gap {
  /** The peer has so many bytes that the VM, as it is now, has not sent. */
  readonly neverSent: number;
  /** The VM acknowledged so many bytes that, as it is now, it does not have. */
  readonly forgotten: number;
}

type PeerSide = Pick<ControlBlock, 'state' | 'sendUnacknowledged' | 'receiveNext' | 'retransmissions' | 'probes'>;
type GuestSide = Pick<ControlBlock, 'sendNext' | 'receiveNext'>;

/** Compares what the peer knows with a guest's side of the connection, the present one or one in a snapshot. */
export function gapBetween(peer: Pick<PeerSide, 'sendUnacknowledged' | 'receiveNext'>, guest: GuestSide): Gap {
  return {
    neverSent: Math.max(0, distance(guest.sendNext, peer.receiveNext)),
    forgotten: Math.max(0, distance(guest.receiveNext, peer.sendUnacknowledged)),
  };
}

function isInStep({ neverSent, forgotten }: Gap): boolean {
  return neverSent === 0 && forgotten === 0;
}

/** How a connection stands. `guest` is null where the VM does not know of it. */
export function standingOf(peer: PeerSide, end: PeerEnd | null, guest: GuestSide | null): Outcome {
  if (end !== null) return endedStanding(end, guest !== null);
  if (peer.state === 'syn-sent') return peer.retransmissions > 0 ? 'waiting' : 'opening';
  if (guest === null || !isInStep(gapBetween(peer, guest))) return 'ahead';
  return peer.retransmissions > 0 || peer.probes > 1 ? 'waiting' : 'in-step';
}

function endedStanding(end: PeerEnd, isKnownToVm: boolean): Outcome {
  switch (end.kind) {
    case 'reset':
      return end.wasOpen ? 'reset' : 'refused';
    case 'aborted':
      return 'reset';
    case 'timed-out':
      return 'timed-out';
    case 'closed':
    case 'left':
      return isKnownToVm ? 'gone' : 'closed';
  }
}

/** What a roll back would make of a connection. `guest` is the VM's side of it in the snapshot. */
export function forecast(peer: PeerSide, end: PeerEnd | null, guest: GuestSide | null): 'in-step' | 'ahead' | 'unknown' | 'gone' | 'ended' {
  if (end !== null) return guest !== null && (end.kind === 'closed' || end.kind === 'left') ? 'gone' : 'ended';
  if (guest === null) return 'unknown';
  return isInStep(gapBetween(peer, guest)) ? 'in-step' : 'ahead';
}
