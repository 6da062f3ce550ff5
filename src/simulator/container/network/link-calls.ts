import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { parseAddress, parseNetwork } from './address.ts';
import { addressText } from '../../network/address.ts';
import { addInterface, type NetworkInterface, type NetworkStack } from './network-stack.ts';

/* What ip(8) asks of the kernel over netlink(7): everything that changes needs CAP_NET_ADMIN in the namespace's owner. */

/** IFNAMSIZ without the zero at the end. */
const MAX_NAME = 15;

function stackToChange(task: Task): NetworkStack {
  demand(isCapable(task.credentials, task.namespaces.net.owner, 'NET_ADMIN'), 'EPERM');
  return task.namespaces.net.stack;
}

function device(stack: NetworkStack, name: string): NetworkInterface {
  return stack.interfaces.get(name) ?? fail('ENODEV');
}

/** A new bridge, or a new veth pair whose other end has the name `peer`. */
function linkAdd(_: Kernel, task: Task, name: string, kind: 'bridge' | 'veth', peer = ''): void {
  const stack = stackToChange(task);
  demandFreeName(stack, name);
  if (kind === 'bridge') {
    addInterface(stack, name, { kind: 'bridge', ports: new Set() });
    return;
  }
  demandFreeName(stack, peer);
  demand(peer !== name, 'EEXIST');
  const near = { kind: 'veth' as const, peer: null as NetworkInterface | null };
  const first = addInterface(stack, name, near);
  near.peer = addInterface(stack, peer, { kind: 'veth', peer: first });
}

function demandFreeName(stack: NetworkStack, name: string): void {
  demand(name.length > 0 && name.length <= MAX_NAME && !name.includes('/'), 'EINVAL');
  demand(!stack.interfaces.has(name), 'EEXIST');
}

/** What `ip link set` changes. */
export interface LinkChange {
  readonly up?: boolean;
  /** The bridge to plug it into; null takes it out. */
  readonly master?: string | null;
  readonly name?: string;
  /** The process into whose network namespace it moves; it arrives down and without addresses. */
  readonly namespaceOf?: number;
}

/** Changes an interface; what is not named stays. */
function linkSet(_: Kernel, task: Task, name: string, change: LinkChange): void {
  const stack = stackToChange(task);
  const link = device(stack, name);
  if (change.name !== undefined) {
    demandFreeName(stack, change.name);
    stack.interfaces.delete(name);
    link.name = change.name;
    stack.interfaces.set(change.name, link);
  }
  if (change.master !== undefined) plug(stack, link, change.master);
  if (change.up !== undefined) link.isUp = change.up;
  if (change.namespaceOf !== undefined) moveLink(task, link, change.namespaceOf);
}

function plug(stack: NetworkStack, link: NetworkInterface, master: string | null): void {
  if (master === null) {
    unplug(link);
    return;
  }
  const bridge = device(stack, master);
  demand(bridge.link.kind === 'bridge' && link.link.kind === 'veth', 'EINVAL');
  unplug(link);
  bridge.link.ports.add(link);
  link.bridge = bridge;
}

function unplug(link: NetworkInterface): void {
  if (link.bridge?.link.kind === 'bridge') link.bridge.link.ports.delete(link);
  link.bridge = null;
}

function moveLink(task: Task, link: NetworkInterface, pid: number): void {
  const other = task.pidNamespace.tasks.get(pid) ?? fail('ESRCH');
  const target = other.namespaces.net;
  demand(isCapable(task.credentials, target.owner, 'NET_ADMIN'), 'EPERM');
  demand(link.link.kind === 'veth', 'EINVAL');
  demand(!target.stack.interfaces.has(link.name), 'EEXIST');
  link.stack.interfaces.delete(link.name);
  unplug(link);
  link.stack = target.stack;
  link.isUp = false;
  link.addresses = [];
  target.stack.interfaces.set(link.name, link);
}

/** Deleting one end of a veth pair takes the other along. */
function linkDelete(_: Kernel, task: Task, name: string): void {
  const link = device(stackToChange(task), name);
  demand(link.link.kind !== 'loopback', 'ENOTSUP');
  removeLink(link);
}

function removeLink(link: NetworkInterface): void {
  unplug(link);
  link.stack.interfaces.delete(link.name);
  if (link.link.kind === 'bridge') for (const port of link.link.ports) port.bridge = null;
  if (link.link.kind !== 'veth') return;
  const { peer } = link.link;
  link.link.peer = null;
  if (peer !== null) removeLink(peer);
}

/** "10.0.0.2/24". */
function addressAdd(_: Kernel, task: Task, name: string, network: string): void {
  const link = device(stackToChange(task), name);
  const added = parseNetwork(network);
  demand(!link.addresses.some((own) => own.address === added.address), 'EEXIST');
  link.addresses.push(added);
}

/** A route over a gateway; "default" is everything. */
function routeAdd(_: Kernel, task: Task, destination: string, gateway: string): void {
  const stack = stackToChange(task);
  const network = destination === 'default' ? { address: 0, prefix: 0 } : parseNetwork(destination);
  demand(!stack.routes.some((route) => route.destination === network.address && route.prefix === network.prefix), 'EEXIST');
  stack.routes.push({ destination: network.address, prefix: network.prefix, gateway: parseAddress(gateway) });
}

/** net.ipv4.ip_forward. */
function setForwarding(_: Kernel, task: Task, on: boolean): void {
  stackToChange(task).forwards = on;
}

/** An interface as `ip addr` shows it. */
export interface LinkStatus {
  readonly name: string;
  readonly kind: 'loopback' | 'veth' | 'bridge';
  readonly isUp: boolean;
  readonly addresses: readonly string[];
  readonly bridge: string | null;
}

/** The interfaces, in the order in which they were made. */
function linkList(_: Kernel, task: Task): readonly LinkStatus[] {
  return [...task.namespaces.net.stack.interfaces.values()].map((link) => ({
    name: link.name, kind: link.link.kind, isUp: link.isUp, bridge: link.bridge?.name ?? null,
    addresses: link.addresses.map(({ address, prefix }) => `${addressText(address)}/${prefix}`),
  }));
}

/** The routes, as ip(8) shows them: that of each address, then those that were added. */
function routeList(_: Kernel, task: Task): readonly string[] {
  const { interfaces, routes } = task.namespaces.net.stack;
  const network = (address: number, prefix: number): string => `${addressText(prefix === 0 ? 0 : address - (address % 2 ** (32 - prefix)))}/${prefix}`;
  const connected = [...interfaces.values()].flatMap((device) => (device.isUp ? device.addresses : []).map((own) => `${network(own.address, own.prefix)} dev ${device.name} src ${addressText(own.address)}`));
  const added = routes.map(({ destination, prefix, gateway }) => `${prefix === 0 ? 'default' : network(destination, prefix)} via ${addressText(gateway)}`);
  return [...added, ...connected];
}

/** What a process asks of the kernel over netlink(7), each as a call of its own. */
export const linkCalls = {
  link_add: linkAdd, link_set: linkSet, link_delete: linkDelete, link_list: linkList, address_add: addressAdd, route_add: routeAdd, route_list: routeList,
  set_forwarding: setForwarding,
};
