import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { raise } from '../process/end.ts';
import type { Task } from '../process/task.ts';
import { sendDatagram, takeDatagram } from './datagram.ts';
import { deliverToPort } from './route.ts';
import type { Socket } from './socket.ts';

/** The receive buffer of an end. */
const BUFFER_BYTES = 65_536;

/** What has arrived, none at the end; EAGAIN where nothing has yet. */
export function receiveBytes(socket: Socket, count: number): Uint8Array {
  // What does not fit of a message is lost.
  if (socket.kind === 'datagram') return takeDatagram(socket).bytes.slice(0, count);
  demand(socket.state === 'connected', 'ENOTCONN');
  if (socket.received.length > 0) {
    const part = socket.received.slice(0, count);
    socket.received = socket.received.slice(part.length);
    return part;
  }
  if (socket.peer !== null) fail('EAGAIN');
  demand(!socket.wasReset, 'ECONNRESET');
  return new Uint8Array();
}

/** Sends to the other end as long as a way leads there; a broken way keeps the bytes waiting (EAGAIN). */
export function sendBytes(kernel: Kernel, task: Task, socket: Socket, bytes: Uint8Array): number {
  demand(socket.state === 'connected', socket.kind === 'datagram' ? 'EDESTADDRREQ' : 'ENOTCONN');
  if (socket.kind === 'datagram') return sendDatagram(socket, bytes, socket.remoteAddress, socket.remotePort);
  const { peer } = socket;
  if (peer === null) {
    raise(kernel, task, 'PIPE');
    return fail(socket.wasReset ? 'ECONNRESET' : 'EPIPE');
  }
  demand(isReachable(socket, peer) && !peer.isLocked, 'EAGAIN');
  const room = BUFFER_BYTES - peer.received.length;
  demand(room > 0, 'EAGAIN');
  const taken = bytes.subarray(0, room);
  const joined = new Uint8Array(peer.received.length + taken.length);
  joined.set(peer.received);
  joined.set(taken, peer.received.length);
  peer.received = joined;
  socket.sendNext = (socket.sendNext + taken.length) >>> 0;
  peer.receiveNext = socket.sendNext;
  return taken.length;
}

function isReachable(socket: Socket, peer: Socket): boolean {
  try {
    return deliverToPort(socket.stack, socket.remoteAddress, 'stream', socket.remotePort).stack === peer.stack;
  } catch {
    return false;
  }
}
