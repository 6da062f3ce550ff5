/** What happens to containers, and what their terminals show. */
export type ContainerEvent =
  | { readonly kind: 'container.created'; readonly container: string; readonly host: string; readonly image: string }
  | { readonly kind: 'container.started'; readonly container: string }
  /** Its first process has ended, and with it the container. */
  | { readonly kind: 'container.stopped'; readonly container: string; readonly how: string }
  | { readonly kind: 'container.deleted'; readonly container: string }
  /** From outside: what its processes write is their own affair. */
  | { readonly kind: 'container.file-changed'; readonly container: string; readonly path: string; readonly change: 'written' | 'made' | 'removed' | 'renamed'; readonly to?: string }
  | { readonly kind: 'container.output'; readonly container: string; readonly terminal: string; readonly text: string }
  /** Its shell has ended. */
  | { readonly kind: 'container.terminal-closed'; readonly container: string; readonly terminal: string }
  /** A process was killed because its container, or the whole host, had no memory left. */
  | { readonly kind: 'container.out-of-memory'; readonly container: string; readonly process: string }
  /** The kernel of a host has crashed: with it go all containers, which share it, all VMs, which it carries, and the host, until it is repaired. */
  | { readonly kind: 'host.kernel-panicked'; readonly host: string; readonly reason: string };
