import type { ConnectionInventory } from '../../simulator/index.ts';

/** Places in the two streams of a connection, counted from their beginnings: real ones begin at a random number. */
export interface Positions {
  /** How far the peer has the VM's bytes, and how far the VM says that it has sent; null where the VM knows nothing. */
  readonly peerReceived: number;
  readonly vmSent: number | null;
  /** How far the VM has the peer's bytes, and how far the peer knows that it has. */
  readonly vmReceived: number | null;
  readonly peerAcknowledged: number;
  readonly peerSent: number;
}

/** The places in both streams of a connection, as both sides know them. */
export function positionsOf({ peerSide, vmSide }: ConnectionInventory): Positions {
  // The VM's stream begins at the number that the peer was told: the VM may know of another beginning.
  return {
    peerReceived: since(peerSide.initialReceive, peerSide.receiveNext),
    vmSent: vmSide && since(peerSide.initialReceive, vmSide.sendNext),
    vmReceived: vmSide && since(peerSide.initialSend, vmSide.receiveNext),
    peerAcknowledged: since(peerSide.initialSend, peerSide.sendUnacknowledged),
    peerSent: since(peerSide.initialSend, peerSide.sendNext),
  };
}

/** A sequence number counted from the beginning of its stream. */
export function since(initial: number, sequence: number): number {
  return (sequence - initial) >>> 0;
}

/** "5f3a9c01", for numbers that are compared and not counted. */
export function hexadecimal(number: number, digits = 8): string {
  return (number >>> 0).toString(16).padStart(digits, '0');
}
