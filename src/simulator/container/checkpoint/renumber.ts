import type { Mount } from '../files/mount.ts';
import type { Namespace } from '../namespaces/namespace.ts';
import type { ContainerHost } from '../oci/container-host.ts';
import type { KernelObject } from './kernel-object.ts';

/** Numbers that the kernel gives: they are good on one host only, and on that one others may have them by now. */
export function renumber({ kernel }: ContainerHost, objects: readonly KernelObject[]): void {
  const peerGroups = new Map<number, number>();
  const peerGroup = (before: number | null): number | null => {
    if (before === null) return null;
    const now = peerGroups.get(before) ?? kernel.nextPeerGroup++;
    peerGroups.set(before, now);
    return now;
  };
  for (const known of objects) {
    switch (known.is) {
      case 'namespace':
        renumberNamespace(kernel, known.object);
        break;
      case 'mount': {
        const mount = known.object as { -readonly [Key in keyof Mount]: Mount[Key] };
        mount.id = kernel.nextMount++;
        mount.peerGroup = peerGroup(mount.peerGroup);
        mount.masterGroup = peerGroup(mount.masterGroup);
        break;
      }
      case 'superblock':
        (known.object as { device: number }).device = kernel.nextDevice++;
        break;
      case 'inode':
        if (known.object.number === 0) (known.object as { number: number }).number = known.object.superblock.nextInode++;
        break;
      case 'task':
      case 'entry':
      case 'open file':
      case 'cgroup':
      case 'socket':
      case 'network stack':
      case 'interface':
      case 'address space':
      case 'plain':
    }
  }
}

/** The image has the readings of clocks; the offsets let them go on from there (time_namespaces(7)). */
function renumberNamespace(kernel: ContainerHost['kernel'], namespace: Namespace): void {
  (namespace as { number: number }).number = kernel.nextNamespace++;
  if (namespace.kind !== 'time') return;
  namespace.monotonicOffset -= kernel.now;
  namespace.boottimeOffset -= kernel.now;
}
