import { type Errno, SystemError } from '../errno.ts';
import { type Address, isIn } from './address.ts';
import type { NetworkInterface, NetworkStack, PublishedPort } from './network-stack.ts';

/** As far as a packet may be passed on (the time to live of ip(7)). */
const MAX_HOPS = 64;

const LOOPBACK = { address: 127 * 2 ** 24, prefix: 8 };

/** Where a packet arrives. */
export interface Delivery {
  readonly stack: NetworkStack;
  /** How often it was passed on. */
  readonly hops: number;
  /** The address that the sender has on the interface it leaves by. */
  readonly source: Address;
}

/** The namespace that an address leads to from here. ENETUNREACH without a route, EHOSTUNREACH where nobody answers. */
export function deliver(from: NetworkStack, address: Address): Delivery {
  let stack = from;
  let source: Address | null = null;
  for (let hops = 0; hops < MAX_HOPS; hops++) {
    if (isLocal(stack, address)) return { stack, hops, source: source ?? address };
    if (hops > 0 && !stack.forwards) break;
    const way = routeTo(stack, address);
    if (way === null) throw unreachable(hops === 0 ? 'ENETUNREACH' : 'EHOSTUNREACH');
    source ??= way.source;
    const next = neighbour(way.device, way.nextHop);
    if (next === null) break;
    stack = next;
  }
  throw unreachable('EHOSTUNREACH');
}

/** Where a packet for a port ends up: at the address, or where that port is passed on to from there. */
export function deliverToPort(from: NetworkStack, address: Address, kind: PublishedPort['kind'], port: number): Delivery & { readonly address: Address; readonly port: number } {
  const there = deliver(from, address);
  const rule = there.stack.published.find((published) => published.kind === kind && published.port === port);
  if (rule === undefined) return { ...there, address, port };
  const behind = deliver(there.stack, rule.toAddress);
  // From the host itself it comes with the address that the host has on the way.
  const source = isIn(there.source, LOOPBACK.address, LOOPBACK.prefix) || from === there.stack ? behind.source : there.source;
  return { stack: behind.stack, hops: there.hops + behind.hops, source, address: rule.toAddress, port: rule.toPort };
}

function unreachable(errno: Errno): SystemError {
  return new SystemError(errno);
}

/** Whether an address is one of the namespace's own; everything local goes over the loopback interface. */
export function isLocal(stack: NetworkStack, address: Address): boolean {
  const loopback = stack.interfaces.get('lo');
  if (loopback?.isUp !== true) return false;
  if (isIn(address, LOOPBACK.address, LOOPBACK.prefix)) return true;
  return [...stack.interfaces.values()].some((device) => device.addresses.some((own) => own.address === address));
}

/** The longest matching prefix wins: networks of one's own addresses, and routes. */
function routeTo(stack: NetworkStack, address: Address): { device: NetworkInterface; nextHop: Address; source: Address } | null {
  const connected = connectedWay(stack, address);
  const [route] = stack.routes
    .filter((candidate) => isIn(address, candidate.destination, candidate.prefix))
    .sort((first, second) => second.prefix - first.prefix);
  if (connected !== null && (route === undefined || connected.prefix >= route.prefix)) return { ...connected, nextHop: address };
  if (route === undefined) return null;
  const way = connectedWay(stack, route.gateway);
  return way === null ? null : { ...way, nextHop: route.gateway };
}

function connectedWay(stack: NetworkStack, address: Address): { device: NetworkInterface; source: Address; prefix: number } | null {
  const ways = [...stack.interfaces.values()]
    .filter((device) => device.isUp && device.link.kind !== 'loopback')
    .flatMap((device) => device.addresses.map((own) => ({ device, source: own.address, prefix: own.prefix })))
    .filter((way) => isIn(address, way.source, way.prefix));
  return ways.sort((first, second) => second.prefix - first.prefix)[0] ?? null;
}

/** The namespace on the same wire whose interface has this address. */
function neighbour(device: NetworkInterface, address: Address): NetworkStack | null {
  const found = wire(device).find((other) => other !== device && other.addresses.some((own) => own.address === address));
  return found?.stack ?? null;
}

/** All interfaces that hear a frame of this one: the veth pair's other end, and through bridges all their ports. */
function wire(start: NetworkInterface): NetworkInterface[] {
  const heard = new Set<NetworkInterface>();
  const pending = [start];
  for (let device = pending.pop(); device !== undefined; device = pending.pop()) {
    if (heard.has(device) || !device.isUp) continue;
    heard.add(device);
    if (device.link.kind === 'veth' && device.link.peer !== null) pending.push(device.link.peer);
    if (device.link.kind === 'bridge') pending.push(...device.link.ports);
    if (device.bridge !== null) pending.push(device.bridge);
  }
  return [...heard];
}
