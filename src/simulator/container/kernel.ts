import type { Nanoseconds } from '../kernel/time.ts';
import type { Cgroup } from './cgroup/cgroup.ts';
import type { BlockDevice } from './disk/block-device.ts';
import type { Mount } from './files/mount.ts';
import type { Superblock } from './files/superblock.ts';
import type { NamespaceSet, PidNamespace, UserNamespace } from './namespaces/namespace.ts';
import type { ExitStatus, Task } from './process/task.ts';

/** What others may want to know about what happened inside. */
export type KernelEvent =
  | { readonly kind: 'exited'; readonly task: Task; readonly status: ExitStatus }
  | { readonly kind: 'out-of-memory'; readonly cgroup: Cgroup; readonly killed: Task }
  | { readonly kind: 'panic'; readonly reason: string };

/**
 * One kernel, which all containers of a host share: plain data without closures, so that it can be saved whole.
 * `systemCall` is the only way in for processes.
 */
export interface Kernel {
  now: Nanoseconds;
  /** The wall clock, one for all: nanoseconds to add to `now`. */
  realtimeOffset: Nanoseconds;
  /** Where the random device's numbers have got to. */
  randomState: number;
  nextNamespace: number;
  nextMount: number;
  nextPeerGroup: number;
  nextDevice: number;
  readonly userNamespace: UserNamespace;
  readonly pidNamespace: PidNamespace;
  readonly namespaces: NamespaceSet;
  readonly rootCgroup: Cgroup;
  /** The file system without a place that holds the handles on namespaces. */
  readonly namespaceFiles: Mount;
  /** The first process, which has everything. */
  readonly init: Task;
  /** The hierarchy of cgroups as files: one file system, however often it is mounted. */
  readonly cgroupFiles: Superblock;
  /** The load averages over 1, 5 and 15 minutes in 2048ths; missing before the first five seconds. */
  load?: readonly [number, number, number];
  /** Where the files of the host lie. */
  readonly disk: BlockDevice;
  readonly vcpus: number;
  readonly memoryBytes: number;
  /** What of the memory is not for its processes: the VMs of the host have it, as huge pages set aside for them. */
  reservedBytes: number;
  /** What has happened and was not taken yet. */
  events: KernelEvent[];
  /** Set once the kernel has panicked: nothing runs any more. */
  panic: string | null;
}
