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
}

export function newSocket(stack: NetworkStack): Socket {
  return {
    stack, state: 'new', localAddress: 0, localPort: 0, remoteAddress: 0, remotePort: 0, peer: null, received: new Uint8Array(),
    backlog: [], backlogLimit: 0, wasReset: false,
  };
}
