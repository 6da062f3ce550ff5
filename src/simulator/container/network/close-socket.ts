import type { Socket } from './socket.ts';

/** Closes an end. The other one reads what is left and then the end; unread bytes here reset it (RFC 2525, 2.17). */
export function closeSocket(socket: Socket): void {
  for (const waiting of socket.backlog) closeSocket(waiting);
  socket.backlog = [];
  const { peer } = socket;
  if (peer !== null && !socket.isLocked) {
    peer.peer = null;
    peer.wasReset = socket.received.length > 0;
  }
  if (!socket.isLocked) socket.peer = null;
  socket.state = 'closed';
  socket.stack.sockets.delete(socket);
}
