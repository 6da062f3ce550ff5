import type { Cgroup } from '../cgroup/cgroup.ts';
import type { NamespaceKind, PidNamespace } from '../namespaces/namespace.ts';
import type { Task } from '../process/task.ts';

/** What stands behind a file that the kernel makes up when it is read. */
export type SyntheticFile =
  | { readonly of: 'process'; readonly task: Task; readonly name: ProcessFileName }
  | { readonly of: 'system'; readonly name: SystemFileName }
  | { readonly of: 'cgroup'; readonly cgroup: Cgroup; readonly name: string };

/** What a made-up directory lists. */
export type SyntheticDirectory =
  | { readonly of: 'proc' }
  | { readonly of: 'process'; readonly task: Task }
  | { readonly of: 'descriptors'; readonly task: Task }
  | { readonly of: 'namespaces'; readonly task: Task }
  | { readonly of: 'cgroup'; readonly cgroup: Cgroup };

/** The names in /proc/[pid]/ns. */
export type NamespaceLink = NamespaceKind | 'pid_for_children' | 'time_for_children';

/** A link of proc that leads to an object and not to a path. */
export type MagicLink =
  /** /proc/self: the reader's number in the pid namespace of this mount. */
  | { readonly of: 'self'; readonly pidNamespace: PidNamespace }
  | { readonly of: 'place'; readonly task: Task; readonly place: 'root' | 'cwd' | 'exe' }
  | { readonly of: 'descriptor'; readonly task: Task; readonly descriptor: number }
  | { readonly of: 'namespace'; readonly task: Task; readonly namespace: NamespaceLink };

/** The plain files in /proc/[pid]. */
export const PROCESS_FILES = [
  'cgroup', 'cmdline', 'comm', 'environ', 'gid_map', 'mountinfo', 'mounts', 'setgroups', 'stat', 'status',
  'timens_offsets', 'uid_map',
] as const;
/** One of them. */
export type ProcessFileName = (typeof PROCESS_FILES)[number];

/** The plain files in /proc. */
export const SYSTEM_FILES = ['cpuinfo', 'filesystems', 'loadavg', 'meminfo', 'partitions', 'stat', 'sysrq-trigger', 'uptime', 'version'] as const;
/** One of them. */
export type SystemFileName = (typeof SYSTEM_FILES)[number];
