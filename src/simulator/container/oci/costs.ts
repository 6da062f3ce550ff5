import type { ContainerHost } from './container-host.ts';

/**
 * What a container costs on a real kernel: medians of 1 000 on Linux 6.18 with two vCPUs, each with six namespaces, an
 * overlay as root by pivot_root, and proc, up to the first program's word that it runs (`test/oracle/container-costs.py`).
 * The network's veth pair and a runtime's own program are not in it.
 */
export const CONTAINER_COSTS = {
  /** From before the clone to the first program's first word. */
  startNanoseconds: 2_482_510,
  /** What the kernel keeps for one, 74 pages: namespaces, mounts, an empty network, the kernel's side of the process. */
  kernelBytes: 303_104,
  /** What a small process has for itself, 11 pages. */
  processBytes: 45_056,
} as const;

/** What one container more takes of the host's memory before it asks for any. */
export const NEW_CONTAINER_BYTES = CONTAINER_COSTS.kernelBytes + CONTAINER_COSTS.processBytes;

/** What the containers of a host take of its memory: what they asked for, and what they are. */
export function heldBytes({ kernel, containers }: ContainerHost): number {
  return kernel.rootCgroup.usage.memory + standingBytes({ kernel, containers });
}

/** What they take without having asked for it. The kernel's first process is the host's own. */
function standingBytes({ kernel, containers }: Pick<ContainerHost, 'kernel' | 'containers'>): number {
  return containers.size * CONTAINER_COSTS.kernelBytes + (kernel.pidNamespace.tasks.size - 1) * CONTAINER_COSTS.processBytes;
}
