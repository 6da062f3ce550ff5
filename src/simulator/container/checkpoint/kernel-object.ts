import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Entry } from '../files/entry.ts';
import type { Inode } from '../files/inode.ts';
import type { Mount } from '../files/mount.ts';
import type { OpenFile } from '../files/open-file.ts';
import type { Superblock } from '../files/superblock.ts';
import { NAMESPACE_KINDS, type Namespace } from '../namespaces/namespace.ts';
import type { NetworkInterface, NetworkStack } from '../network/network-stack.ts';
import type { Socket } from '../network/socket.ts';
import type { AddressSpace } from '../process/address-space.ts';
import type { Task } from '../process/task.ts';

/** The parts of the kernel's graph that a checkpoint treats in a way of their own. */
export type KernelObject =
  | { readonly is: 'task'; readonly object: Task }
  | { readonly is: 'namespace'; readonly object: Namespace }
  | { readonly is: 'mount'; readonly object: Mount }
  | { readonly is: 'superblock'; readonly object: Superblock }
  | { readonly is: 'entry'; readonly object: Entry }
  | { readonly is: 'inode'; readonly object: Inode }
  | { readonly is: 'open file'; readonly object: OpenFile }
  | { readonly is: 'cgroup'; readonly object: Cgroup }
  | { readonly is: 'socket'; readonly object: Socket }
  | { readonly is: 'network stack'; readonly object: NetworkStack }
  | { readonly is: 'interface'; readonly object: NetworkInterface }
  | { readonly is: 'address space'; readonly object: AddressSpace }
  | { readonly is: 'plain'; readonly object: object };

/** For each kind a field that no other kind has. */
const MARKS: readonly (readonly [Exclude<KernelObject['is'], 'namespace' | 'plain'>, string])[] = [
  ['task', 'isChildSubreaper'], ['mount', 'mountpoint'], ['superblock', 'sizeLimit'], ['entry', 'isRemoved'], ['inode', 'modifiedAt'], ['open file', 'references'],
  ['cgroup', 'subtreeControl'], ['socket', 'backlog'], ['network stack', 'interfaces'], ['interface', 'bridge'], ['address space', 'softDirty'],
];

/** Tells what an object is by its fields: the graph is plain data, without classes. */
export function recognise(object: object): KernelObject {
  const mark = MARKS.find(([, field]) => field in object);
  if (mark !== undefined) return { is: mark[0], object } as KernelObject;
  const isNamespace = 'number' in object && 'kind' in object && (NAMESPACE_KINDS as readonly unknown[]).includes(object.kind);
  return isNamespace ? { is: 'namespace', object: object as Namespace } : { is: 'plain', object };
}
