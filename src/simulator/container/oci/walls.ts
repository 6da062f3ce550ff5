import { type IoLimits, NO_IO_LIMITS } from '../cgroup/cgroup.ts';
import { CAPABILITIES, type Capability } from '../credentials/capability.ts';
import type { NamespaceKind } from '../namespaces/namespace.ts';
import { USUAL_CALLS } from './call-groups.ts';

/** Which walls stand between a container and its host. Every one can be left out, to see what it was good for. */
export interface Walls {
  /** The kinds of namespaces that the container has of its own. */
  readonly namespaces: readonly NamespaceKind[];
  /** How its root directory is set. pivot_root needs a mount namespace. */
  readonly root: 'none' | 'chroot' | 'pivot_root';
  readonly capabilities: readonly Capability[];
  /** The system calls that are allowed; null allows all. */
  readonly seccomp: readonly string[] | null;
  readonly noNewPrivileges: boolean;
  readonly readOnlyRoot: boolean;
  /** Whether descriptors of the runtime are closed: an open directory of the host leads out of a chroot. */
  readonly closesHandles: boolean;
  readonly limits: Limits;
}

/** Limits of the container's cgroup; null for none. */
export interface Limits {
  /** vCPUs, as a number: cpu.max in periods of 100 ms. */
  readonly cpus: number | null;
  readonly cpuWeight: number | null;
  readonly memoryBytes: number | null;
  readonly processes: number | null;
  /** io.max of the host's disk. */
  readonly io: IoLimits;
}

const NO_LIMITS: Limits = { cpus: null, cpuWeight: null, memoryBytes: null, processes: null, io: NO_IO_LIMITS };

/** What Docker leaves to a container's root. */
export const USUAL_CAPABILITIES: readonly Capability[] = [
  'CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP', 'SETPCAP', 'NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE',
];

/** Usual sets of walls, by name. */
export const WALL_PRESETS = {
  /** All walls, with root inside being nobody outside. */
  full: {
    namespaces: ['mnt', 'pid', 'net', 'ipc', 'uts', 'user', 'cgroup', 'time'], root: 'pivot_root', capabilities: USUAL_CAPABILITIES, seccomp: USUAL_CALLS,
    noNewPrivileges: true, readOnlyRoot: false, closesHandles: true, limits: { cpus: 1, cpuWeight: 100, memoryBytes: 2 ** 27, processes: 64, io: { ...NO_IO_LIMITS, readBytes: 10_000_000, writeBytes: 10_000_000 } },
  },
  /** As Docker does it by default: no user namespace. */
  usual: {
    namespaces: ['mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup'], root: 'pivot_root', capabilities: USUAL_CAPABILITIES, seccomp: USUAL_CALLS, noNewPrivileges: false,
    readOnlyRoot: false, closesHandles: true, limits: NO_LIMITS,
  },
  /** Another root directory and nothing else: how it was done before containers, with a handle forgotten. */
  chroot: {
    namespaces: [], root: 'chroot', capabilities: CAPABILITIES, seccomp: null, noNewPrivileges: false, readOnlyRoot: false, closesHandles: false, limits: NO_LIMITS,
  },
  /** FreeBSD's jail(8) in the same terms: own tree, name, addresses and processes, one kernel, no mounts and no devices from inside. */
  jail: {
    namespaces: ['mnt', 'pid', 'net', 'ipc', 'uts'], root: 'chroot', capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
    seccomp: null, noNewPrivileges: false, readOnlyRoot: false, closesHandles: true, limits: NO_LIMITS,
  },
  /** A zone of illumos in the same terms: as a jail, with caps on vCPUs, memory and processes. */
  zone: {
    namespaces: ['mnt', 'pid', 'net', 'ipc', 'uts'], root: 'pivot_root',
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'NET_ADMIN', 'NET_BIND_SERVICE', 'NET_RAW', 'SETGID', 'SETUID', 'SYS_CHROOT'],
    seccomp: null, noNewPrivileges: false, readOnlyRoot: false, closesHandles: true, limits: { cpus: 1, cpuWeight: 100, memoryBytes: 2 ** 28, processes: 256, io: NO_IO_LIMITS },
  },
} as const satisfies Record<string, Walls>;

/** One of their names. */
export type WallPreset = keyof typeof WALL_PRESETS;
