import type { Address } from './address.ts';
import type { NetworkStack } from './network-stack.ts';

/** A message as it arrived: udp(7). */
export interface Datagram {
  readonly address: Address;
  readonly port: number;
  readonly bytes: Uint8Array;
}

/** An endpoint of a stream, tcp(7), or of datagrams, udp(7). It stays in the namespace it was made in, wherever its process goes. */
export interface Socket {
  readonly stack: NetworkStack;
  readonly kind: 'stream' | 'datagram';
  state: 'new' | 'bound' | 'listening' | 'connected' | 'closed';
  localAddress: Address;
  localPort: number;
  remoteAddress: Address;
  remotePort: number;
  /** The other end, while there is one. */
  peer: Socket | null;
  /** What has arrived and was not read yet. */
  received: Uint8Array;
  /** Datagrams that were not read yet. */
  readonly datagrams: Datagram[];
  /** Nobody was there for what was sent: told at the next call of who is connected (ICMP, port unreachable). */
  isRefused: boolean;
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

/** A socket that is bound to nothing yet. */
export function newSocket(stack: NetworkStack, kind: Socket['kind'] = 'stream'): Socket {
  return {
    stack, kind, state: 'new', datagrams: [], isRefused: false, localAddress: 0, localPort: 0, remoteAddress: 0, remotePort: 0, peer: null, received: new Uint8Array(),
    backlog: [], backlogLimit: 0, wasReset: false, sendNext: 0, receiveNext: 0, isLocked: false,
  };
}
