import { parseAddress } from '../network/address.ts';
import type { NetworkStack, PublishedPort } from '../network/network-stack.ts';
import { RuntimeError } from './runtime-error.ts';

/** A port of the host and the one of the container that it leads to, as docker's -p has it: "8080:80", "5353:53/udp". */
function parsePublished(text: string): WantedPort {
  const parts = /^(\d+):(\d+)(?:\/(tcp|udp))?$/.exec(text);
  const [port, toPort] = [Number(parts?.[1]), Number(parts?.[2])];
  const isPort = (number: number): boolean => number >= 1 && number <= 65_535;
  if (parts === null || !isPort(port) || !isPort(toPort)) {
    throw new RuntimeError(`"${text}" names no port to publish: write the host's and the container's, such as 8080:80 or 5353:53/udp.`);
  }
  return { kind: parts[3] === 'udp' ? 'datagram' : 'stream', port, toPort };
}

type WantedPort = Omit<PublishedPort, 'toAddress'>;

/** Reads ports that are to lead to one container; refuses what no host could publish: a port twice, or without a network of its own. */
export function readPublished(texts: readonly string[], hasOwnNetwork: boolean): readonly WantedPort[] {
  const wanted = texts.map(parsePublished);
  if (wanted.length > 0 && !hasOwnNetwork) throw new RuntimeError('Ports are published for a container with a network of its own: give it a net namespace.');
  const twice = wanted.find(({ kind, port }, index) => wanted.slice(0, index).some((other) => other.kind === kind && other.port === port));
  if (twice !== undefined) throw new RuntimeError(`Port ${twice.port} of the host can lead to one port only: publish the other on another one.`);
  return wanted;
}

/** The first of these ports of a host that leads elsewhere, or that one of its programs listens on; undefined where all are free. */
export function takenPort(host: NetworkStack, wanted: readonly WantedPort[]): number | undefined {
  return wanted.find(({ kind, port }) => {
    const isSame = (other: { readonly kind: string; readonly port: number }): boolean => other.kind === kind && other.port === port;
    const isHeard = [...host.sockets].some((socket) => socket.kind === kind && socket.localPort === port && socket.state !== 'connected');
    return isHeard || host.published.some(isSame);
  })?.port;
}

/** From now on these ports of the host lead to the container. */
export function publish(host: NetworkStack, wanted: readonly WantedPort[], address: string): void {
  host.published.push(...wanted.map((port) => ({ ...port, toAddress: parseAddress(address) })));
}

/** Takes a container's ports back. */
export function unpublish(host: NetworkStack, address: string | null): void {
  if (address !== null) host.published = host.published.filter(({ toAddress }) => toAddress !== parseAddress(address));
}

/** The ports that lead to an address, as they were asked for. */
export function publishedTo(host: NetworkStack, address: string | null): readonly string[] {
  if (address === null) return [];
  return host.published.filter(({ toAddress }) => toAddress === parseAddress(address)).map(({ kind, port, toPort }) => `${port}:${toPort}${kind === 'datagram' ? '/udp' : ''}`);
}
