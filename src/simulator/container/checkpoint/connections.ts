import type { Container } from '../oci/container-host.ts';
import { addressText } from '../../network/address.ts';
import type { NetworkStack } from '../network/network-stack.ts';
import { deliver } from '../network/route.ts';
import type { Socket } from '../network/socket.ts';
import { socketsOf } from './cut.ts';

/** What became of a connection with somebody outside. */
export interface ConnectionFate {
  readonly local: string;
  readonly remote: string;
  readonly fate: 'restored' | 'reset';
  /** Why it was reset; absent where it was restored. */
  readonly reason?: string;
}

/** A connection in an image whose other end was not in the container. */
interface HalfSocket extends Socket {
  hasPeerOutside?: boolean;
}

/**
 * Takes up connections again (criu(8), --tcp-established; TCP_REPAIR): where the other end is still there and has
 * neither sent nor received anything since, both go on. Otherwise its next segment would be answered by a RST (RFC 9293,
 * 3.10.7.1), and so would ours.
 */
export function reconnect(sockets: readonly HalfSocket[]): readonly ConnectionFate[] {
  return sockets.filter((socket) => socket.hasPeerOutside === true).map((socket) => {
    delete socket.hasPeerOutside;
    const ends = { local: `${addressText(socket.localAddress)}:${socket.localPort}`, remote: `${addressText(socket.remoteAddress)}:${socket.remotePort}` };
    const peer = findPeer(socket);
    const reason = peer === null ? 'the other end is gone, or cannot be reached from here' : outOfStep(socket, peer);
    if (peer !== null && reason === null) {
      socket.peer = peer;
      peer.peer = socket;
      return { ...ends, fate: 'restored' as const };
    }
    resetConnection(socket);
    if (peer !== null) resetConnection(peer);
    return { ...ends, fate: 'reset' as const, reason: reason ?? '' };
  });
}

/** The other end, as long as nobody else is at this one. */
function findPeer(socket: Socket): Socket | null {
  const stack = stackOf(socket);
  const found = [...(stack?.sockets ?? [])].find((other) =>
    other.state === 'connected' && other.localAddress === socket.remoteAddress && other.localPort === socket.remotePort &&
    other.remoteAddress === socket.localAddress && other.remotePort === socket.localPort);
  return found ?? null;
}

function stackOf(socket: Socket): NetworkStack | null {
  try {
    return deliver(socket.stack, socket.remoteAddress).stack;
  } catch {
    return null;
  }
}

function outOfStep(socket: Socket, peer: Socket): string | null {
  if (peer.peer === null) return 'the other end has closed';
  if (!peer.peer.isLocked) return 'the other end speaks with somebody else';
  if (peer.sendNext !== socket.receiveNext) return 'the other end has sent more since';
  return peer.receiveNext === socket.sendNext ? null : 'the other end has received more since';
}

/** What a RST does to an end: it reads nothing but ECONNRESET any more (tcp(7)). */
function resetConnection(socket: Socket): void {
  socket.peer = null;
  socket.wasReset = true;
}

/** A container goes from its network for good: whoever is at the other end of its connections is answered by a RST. */
export function resetOutside({ init }: Container): void {
  const own = socketsOf(init.pidNamespace.tasks.values());
  for (const { peer } of own) if (peer !== null && !own.has(peer)) resetConnection(peer);
}
