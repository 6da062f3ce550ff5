import type { Nanoseconds } from '../../kernel/time.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { DiskWait } from '../disk/block-device.ts';
import type { FileTable } from '../files/open-file.ts';
import type { Location } from '../files/mount.ts';
import type { Terminal } from '../files/terminal.ts';
import type { NamespaceSet, PidNamespace } from '../namespaces/namespace.ts';
import type { ProgramState } from '../programs/program.ts';
import type { AddressSpace } from './address-space.ts';
import type { Signal, SignalAction } from './signal.ts';

/** Root, current directory and umask; shared by processes that were cloned with CLONE_FS. */
export interface FileSystemContext {
  root: Location;
  workingDirectory: Location;
  umask: number;
}

/** What wait(2) reports. */
export type ExitStatus =
  | { readonly how: 'exited'; readonly code: number }
  | { readonly how: 'killed'; readonly signal: Signal };

/** What wait(2) reports with WUNTRACED and WCONTINUED as well. */
export type WaitStatus = ExitStatus | { readonly how: 'stopped'; readonly signal: Signal } | { readonly how: 'continued' };

/** A process with one thread. All of it is plain data, so that it can be forked, saved and restored. */
export interface Task {
  /** Its number in the initial pid namespace. */
  readonly id: number;
  /** Its number in its own pid namespace and in each one above. */
  readonly pids: ReadonlyMap<PidNamespace, number>;
  readonly pidNamespace: PidNamespace;
  parent: Task | null;
  readonly children: Set<Task>;
  /** A zombie has died and waits to be waited for; a dead one is gone. */
  state: 'running' | 'stopped' | 'zombie' | 'dead';
  exitStatus: ExitStatus | null;
  /** The signal that has stopped it; null while it goes on. */
  stopSignal: Signal | null;
  /** That it was stopped or goes on again, as long as the parent has not asked. */
  change: 'stopped' | 'continued' | null;
  /** The first process of its process group, and that of its session: both may be gone already (credentials(7)). */
  processGroup: Task;
  session: Task;
  /** Its controlling terminal (tty(4)). */
  terminal: Terminal | null;
  /** The signal that the parent gets at the end; null for none. */
  readonly exitSignal: Signal | null;
  credentials: Credentials;
  fileSystem: FileSystemContext;
  files: FileTable;
  namespaces: NamespaceSet;
  cgroup: Cgroup;
  readonly actions: Map<Signal, SignalAction>;
  readonly blocked: Set<Signal>;
  readonly pending: Set<Signal>;
  isChildSubreaper: boolean;
  /** prctl(PR_SET_NO_NEW_PRIVS): an exec cannot gain privileges any more. */
  noNewPrivileges: boolean;
  /** Whether others of the same user may look into it: not after a change of ids, until the next exec (prctl(2)). */
  isDumpable: boolean;
  /** The names of the system calls that seccomp allows; null allows all. */
  allowedCalls: ReadonlySet<string> | null;
  /** When it was born, and the time on vCPUs that it has had, the last begun nanosecond in parts. */
  readonly startedAt: Nanoseconds;
  cpuNanoseconds: Nanoseconds;
  cpuParts: number;
  /** Bytes of private memory, charged to the cgroup. */
  memoryBytes: number;
  /** Its memory page by page; null as long as it has asked for none. */
  addressSpace: AddressSpace | null;
  /** What a disk has to do before the process can go on; null where it waits for none. */
  disk: DiskWait | null;
  /** The short name that ps shows. */
  command: string;
  /** The file of its program, which /proc/[pid]/exe leads to. */
  executable: Location | null;
  environment: Readonly<Record<string, string>>;
  arguments: readonly string[];
  /** What it runs; null for one whose system calls are made from outside (a terminal, a test). */
  program: ProgramState | null;
}

/** The process's number as seen from a pid namespace; 0 where it cannot be seen. */
export function pidIn(namespace: PidNamespace, task: Task): number {
  return task.pids.get(namespace) ?? 0;
}

/** CLOCK_MONOTONIC of a process: its time namespace may have moved it (time_namespaces(7)). */
export function monotonicTime(kernel: { readonly now: Nanoseconds }, task: Task): Nanoseconds {
  return kernel.now + task.namespaces.time.monotonicOffset;
}
