import { demand, fail } from '../errno.ts';
import type { Address } from './address.ts';
import { deliverToPort } from './route.ts';
import type { Datagram, Socket } from './socket.ts';

/** What waits to be read at most; more is lost (net.core.rmem_default). */
const BUFFER_BYTES = 212_992;
/** The largest message that an IPv4 packet can carry. */
const MOST_BYTES = 65_507;

/**
 * Sends a message. It is lost where nobody has the port or the receiver has no room; who is connected is told of the
 * former at its next call (udp(7), "Error handling"). ENETUNREACH or EHOSTUNREACH where no way leads there.
 */
export function sendDatagram(sender: Socket, bytes: Uint8Array, address: Address, port: number): number {
  tellRefusal(sender);
  demand(bytes.length <= MOST_BYTES, 'EMSGSIZE');
  const there = deliverToPort(sender.stack, address, 'datagram', port);
  const source = sender.localAddress === 0 ? there.source : sender.localAddress;
  const receiver = [...there.stack.sockets].find((other) => other.kind === 'datagram' && hears(other, there, { address: source, port: sender.localPort }));
  if (receiver === undefined) sender.isRefused = sender.state === 'connected';
  else if (receiver.datagrams.reduce((sum, waiting) => sum + waiting.bytes.length, bytes.length) <= BUFFER_BYTES && !receiver.isLocked) {
    receiver.datagrams.push({ address: source, port: sender.localPort, bytes: bytes.slice() });
  }
  return bytes.length;
}

function hears(socket: Socket, to: Omit<Datagram, 'bytes'>, from: Omit<Datagram, 'bytes'>): boolean {
  if (socket.localPort !== to.port || (socket.localAddress !== 0 && socket.localAddress !== to.address)) return false;
  if (socket.state !== 'connected') return true;
  return (socket.remotePort === from.port && socket.remoteAddress === from.address) || isPublishedBy(socket, from);
}

/** An answer from behind a published port comes from another address than was asked. */
function isPublishedBy(socket: Socket, from: Omit<Datagram, 'bytes'>): boolean {
  const { address, port } = deliverToPort(socket.stack, socket.remoteAddress, 'datagram', socket.remotePort);
  return address === from.address && port === from.port;
}

/** The oldest message that waits; EAGAIN where there is none. */
export function takeDatagram(socket: Socket): Datagram {
  tellRefusal(socket);
  return socket.datagrams.shift() ?? fail('EAGAIN');
}

function tellRefusal(socket: Socket): void {
  const { isRefused } = socket;
  socket.isRefused = false;
  demand(!isRefused, 'ECONNREFUSED');
}
