import { type HostInventory, readPublished } from '../../simulator/index.ts';

/** Ports as they are typed, one after the other with commas or spaces; an empty text names none. */
export function portsIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((port) => port !== '');
}

/** What is wrong with ports that were typed for a container on a host, in one sentence; undefined if nothing is. */
export function portsComplaint(text: string, host: HostInventory): string | undefined {
  const ports = portsIn(text);
  try {
    readPublished(ports, true);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const taken = takenPorts(ports, host)[0];
  return taken === undefined ? undefined : `Port ${taken.port} of ${host.name} leads to ${taken.container} already: choose another one.`;
}

/** Which of these ports of a host lead to one of its containers already, and to which. */
export function takenPorts(ports: readonly string[], { containers = [] }: HostInventory): readonly { readonly port: string; readonly container: string }[] {
  const holders = new Map(containers.flatMap(({ name, published = [] }) => published.map((text) => [hostSide(text), name] as const)));
  return ports.flatMap((text) => {
    const container = holders.get(hostSide(text));
    return container === undefined ? [] : [{ port: text.split(':')[0] ?? text, container }];
  });
}

/** "8080/tcp" of "8080:80". */
function hostSide(text: string): string {
  return `${text.split(':')[0] ?? ''}/${text.endsWith('/udp') ? 'udp' : 'tcp'}`;
}
