import type { Address } from './address.ts';
import type { NetworkStack } from './network-stack.ts';

/** An endpoint of a stream: tcp(7). It stays in the namespace it was made in, wherever its process goes. */
export interface Socket {
  readonly stack: NetworkStack;
  state: 'new' | 'bound' | 'listening' | 'connected' | 'closed';
  localAddress: Address;
  localPort: number;
  remoteAddress: Address;
  remotePort: number;
  /** The other end, while there is one. */
  peer: Socket | null;
  /** What has arrived and was not read yet. */
  received: Uint8Array;
  /** Connections that wait for accept, the oldest first. */
  backlog: Socket[];
  backlogLimit: number;
  /** The other end went away without having read everything. */
  wasReset: boolean;
  /** The sequence numbers of the next byte to send and of the next one expected (RFC 9293: SND.NXT and RCV.NXT). */
  sendNext: number;
  receiveNext: number;
  /** Nothing gets through, and nobody is told when it closes: its container is being checkpointed (criu(8), --network-lock). */
  isLocked: boolean;
}

export function newSocket(stack: NetworkStack): Socket {
  return {
    stack, state: 'new', localAddress: 0, localPort: 0, remoteAddress: 0, remotePort: 0, peer: null, received: new Uint8Array(),
    backlog: [], backlogLimit: 0, wasReset: false, sendNext: 0, receiveNext: 0, isLocked: false,
  };
}
