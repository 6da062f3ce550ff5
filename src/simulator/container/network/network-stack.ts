import type { Address } from './address.ts';
import type { Socket } from './socket.ts';

/** What a network namespace isolates: network_namespaces(7). */
export interface NetworkStack {
  readonly interfaces: Map<string, NetworkInterface>;
  /** Routes beside those that addresses bring along. */
  routes: Route[];
  /** Bound, listening and connected sockets. */
  readonly sockets: Set<Socket>;
  /** net.ipv4.ip_forward: passes on what is meant for others. */
  forwards: boolean;
  nextPort: number;
  /** Ports that are passed on to another address: DNAT, as iptables(8) does it before routing. */
  published: PublishedPort[];
}

/** A port that is passed on to another address. */
export interface PublishedPort {
  readonly kind: 'stream' | 'datagram';
  readonly port: number;
  readonly toAddress: Address;
  readonly toPort: number;
}

/** A network device as ip-link(8) knows it. */
export interface NetworkInterface {
  name: string;
  readonly link:
    | { readonly kind: 'loopback' }
    /** One end of a pair; the other may be in another namespace. */
    | { readonly kind: 'veth'; peer: NetworkInterface | null }
    | { readonly kind: 'bridge'; readonly ports: Set<NetworkInterface> };
  stack: NetworkStack;
  /** The bridge that it is plugged into. */
  bridge: NetworkInterface | null;
  isUp: boolean;
  addresses: { readonly address: Address; readonly prefix: number }[];
}

/** A route over a gateway: ip-route(8). */
export interface Route {
  readonly destination: Address;
  readonly prefix: number;
  readonly gateway: Address;
}

/** A new namespace has the loopback interface only, and that is down. */
export function newNetworkStack(): NetworkStack {
  const stack: NetworkStack = { interfaces: new Map(), routes: [], sockets: new Set(), forwards: false, nextPort: 32_768, published: [] };
  addInterface(stack, 'lo', { kind: 'loopback' });
  return stack;
}

/** A new interface, down and without addresses. */
export function addInterface(stack: NetworkStack, name: string, link: NetworkInterface['link']): NetworkInterface {
  const made: NetworkInterface = { name, link, stack, bridge: null, isUp: false, addresses: [] };
  stack.interfaces.set(name, made);
  return made;
}
