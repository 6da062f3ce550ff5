import { mix } from '../../kernel/random.ts';
import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import { descriptorOf, install, newOpenFile } from '../files/open-file.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { parseAddress } from './address.ts';
import { addressText } from '../../network/address.ts';
import type { NetworkStack } from './network-stack.ts';
import { sendDatagram, takeDatagram } from './datagram.ts';
import { deliver, deliverToPort, isLocal } from './route.ts';
import { newSocket, type Socket } from './socket.ts';

/** net.ipv4.ip_unprivileged_port_start. */
const FIRST_UNPRIVILEGED_PORT = 1024;
const LAST_PORT = 65_535;

/** socket(2), in the network namespace that the process is in now. */
function socket(_: Kernel, task: Task, kind: Socket['kind'] = 'stream'): number {
  return install(task, newOpenFile({ socket: newSocket(task.namespaces.net.stack, kind) }, ['read', 'write']), false);
}

function socketOf(task: Task, descriptor: number): Socket {
  return descriptorOf(task, descriptor).file.socket ?? fail('ENOTSUP');
}

/** bind(2): "0.0.0.0" is every local address. Ports below 1024 need CAP_NET_BIND_SERVICE in the namespace's owner. */
function bind(_: Kernel, task: Task, descriptor: number, address: string, port: number): void {
  const bound = socketOf(task, descriptor);
  demand(bound.state === 'new', 'EINVAL');
  const local = parseAddress(address);
  demand(local === 0 || isLocal(bound.stack, local), 'EADDRNOTAVAIL');
  const isPrivileged = port > 0 && port < FIRST_UNPRIVILEGED_PORT;
  demand(!isPrivileged || isCapable(task.credentials, task.namespaces.net.owner, 'NET_BIND_SERVICE'), 'EACCES');
  demand(port === 0 || !isTaken(bound, local, port), 'EADDRINUSE');
  bound.localAddress = local;
  bound.localPort = port === 0 ? freePort(bound.stack) : port;
  bound.state = 'bound';
  bound.stack.sockets.add(bound);
}

/** Streams and datagrams have ports of their own. */
function isTaken({ stack, kind }: Socket, address: number, port: number): boolean {
  return [...stack.sockets].some((other) => {
    if (other.kind !== kind) return false;
    const overlaps = other.localAddress === address || other.localAddress === 0 || address === 0;
    return other.state !== 'connected' && other.localPort === port && overlaps;
  });
}

function freePort(stack: NetworkStack): number {
  for (let tried = 0; tried <= LAST_PORT; tried++) {
    const port = stack.nextPort;
    stack.nextPort = port === LAST_PORT ? 32_768 : port + 1;
    if (![...stack.sockets].some((other) => other.localPort === port)) return port;
  }
  return fail('EADDRINUSE');
}

/** listen(2). */
function listen(_: Kernel, task: Task, descriptor: number, backlog = 128): void {
  const listener = socketOf(task, descriptor);
  demand(listener.kind === 'stream', 'ENOTSUP');
  demand(listener.state === 'bound' || listener.state === 'listening', 'EINVAL');
  listener.state = 'listening';
  listener.backlogLimit = Math.max(1, backlog);
}

/** accept(2): a descriptor for the oldest connection that waits; EAGAIN where none does. */
function accept(_: Kernel, task: Task, descriptor: number): number {
  const listener = socketOf(task, descriptor);
  demand(listener.state === 'listening', 'EINVAL');
  const connected = listener.backlog.shift() ?? fail('EAGAIN');
  return install(task, newOpenFile({ socket: connected }, ['read', 'write']), false);
}

/** connect(2): ECONNREFUSED where nobody listens, ENETUNREACH or EHOSTUNREACH where no way leads there and back. */
function connect(kernel: Kernel, task: Task, descriptor: number, address: string, port: number): void {
  const client = socketOf(task, descriptor);
  demand(client.state !== 'connected' || client.kind === 'datagram', 'EINVAL');
  demand(client.state === 'new' || client.state === 'bound' || client.kind === 'datagram', 'EINVAL');
  const remote = parseAddress(address);
  if (client.kind === 'datagram') {
    connectDatagrams(client, remote, port);
    return;
  }
  const there = deliverToPort(client.stack, remote, 'stream', port);
  const { stack, source } = there;
  demandWayBack(client.stack, stack, source);
  const listener = [...stack.sockets].find((other) =>
    other.state === 'listening' && other.localPort === there.port && (other.localAddress === there.address || other.localAddress === 0));
  if (listener === undefined || listener.backlog.length >= listener.backlogLimit) fail('ECONNREFUSED');
  client.localAddress = source;
  client.localPort ||= freePort(client.stack);
  client.remoteAddress = remote;
  client.remotePort = port;
  client.state = 'connected';
  client.stack.sockets.add(client);
  const server = newSocket(stack);
  Object.assign(server, {
    state: 'connected', localAddress: there.address, localPort: there.port, remoteAddress: source, remotePort: client.localPort, peer: client,
  } satisfies Partial<Socket>);
  client.peer = server;
  client.sendNext = server.receiveNext = initialSequence(kernel, client);
  server.sendNext = client.receiveNext = initialSequence(kernel, server);
  stack.sockets.add(server);
  listener.backlog.push(server);
}

/** RFC 6528: a clock of 4 microseconds, and a hash of both ends with a secret. */
function initialSequence(kernel: Kernel, { localAddress, localPort, remoteAddress, remotePort }: Socket): number {
  const hash = [localAddress, localPort, remoteAddress, remotePort].reduce((sum, part) => mix(sum ^ part), kernel.memoryBytes);
  return (Math.floor(kernel.now / 4000) + hash) >>> 0;
}

/** A packet that nobody can answer is as good as lost. */
function demandWayBack(from: NetworkStack, to: NetworkStack, source: number): void {
  try {
    demand(deliver(to, source).stack === from, 'EHOSTUNREACH');
  } catch {
    fail('EHOSTUNREACH');
  }
}

/** Both ends of a socket, as "address:port". */
function getsockname(_: Kernel, task: Task, descriptor: number): { readonly local: string; readonly remote: string } {
  const { localAddress, localPort, remoteAddress, remotePort } = socketOf(task, descriptor);
  return { local: `${addressText(localAddress)}:${localPort}`, remote: `${addressText(remoteAddress)}:${remotePort}` };
}

/** An ICMP echo: how many hops away an address is. Needs CAP_NET_RAW in the namespace's owner. */
function echo(_: Kernel, task: Task, address: string): number {
  demand(isCapable(task.credentials, task.namespaces.net.owner, 'NET_RAW'), 'EPERM');
  const { stack } = task.namespaces.net;
  const there = deliver(stack, parseAddress(address));
  demandWayBack(stack, there.stack, there.source);
  return there.hops;
}

/** sendto(2): a message to an address, which may get lost. EINVAL for a stream. */
function sendto(_: Kernel, task: Task, descriptor: number, bytes: Uint8Array, address: string, port: number): number {
  const sender = socketOf(task, descriptor);
  demand(sender.kind === 'datagram', 'EINVAL');
  ownPort(sender);
  return sendDatagram(sender, bytes, parseAddress(address), port);
}

/** recvfrom(2): the oldest message, and where it came from; EAGAIN where there is none. */
function recvfrom(_: Kernel, task: Task, descriptor: number): { readonly bytes: Uint8Array; readonly address: string; readonly port: number } {
  const receiver = socketOf(task, descriptor);
  demand(receiver.kind === 'datagram', 'EINVAL');
  const { bytes, address, port } = takeDatagram(receiver);
  return { bytes, address: addressText(address), port };
}

/** Who sends without a port gets one. */
function ownPort(socket: Socket): void {
  if (socket.state !== 'new') return;
  socket.localPort = freePort(socket.stack);
  socket.state = 'bound';
  socket.stack.sockets.add(socket);
}

/** From now on it sends there, and hears nobody else. */
function connectDatagrams(socket: Socket, address: number, port: number): void {
  const { source } = deliver(socket.stack, address);
  ownPort(socket);
  socket.localAddress = source;
  socket.remoteAddress = address;
  socket.remotePort = port;
  socket.state = 'connected';
}

/** System calls on sockets. */
export const socketCalls = { socket, sendto, recvfrom, bind, listen, accept, connect, getsockname, echo };
