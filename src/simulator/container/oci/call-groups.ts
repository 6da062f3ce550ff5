import type { SystemCallName } from '../system-call.ts';

/** System calls that a seccomp filter lets through or keeps back together. */
export interface CallGroup {
  readonly name: string;
  readonly about: string;
  readonly calls: readonly SystemCallName[];
  /** Whether Docker's default filter lets them through without a capability more (docs.docker.com, "Seccomp security profiles"). */
  readonly isUsual: boolean;
}

/** Every system call is in just one group. */
export const CALL_GROUPS: readonly CallGroup[] = [
  {
    name: 'reading', about: 'opens files, reads them and lists directories', isUsual: true,
    calls: ['open', 'close', 'dup', 'pipe', 'read', 'poll', 'lseek', 'stat', 'lstat', 'statfs', 'readlink', 'readdir', 'access', 'chdir', 'fchdir', 'getcwd'],
  },
  { name: 'writing', about: 'writes to what is open', isUsual: true, calls: ['write', 'truncate', 'fsync', 'sync'] },
  {
    name: 'changing the tree', about: 'makes, renames and removes files, and changes their owners', isUsual: true,
    calls: ['mkdir', 'symlink', 'link', 'unlink', 'rmdir', 'rename', 'chmod', 'chown', 'umask'],
  },
  { name: 'devices', about: 'makes special files', isUsual: true, calls: ['mknod'] },
  {
    name: 'processes', about: 'forks, runs programs, waits, sends signals', isUsual: true,
    calls: ['clone', 'execve', 'exit', 'waitpid', 'kill', 'sigaction', 'sigblock', 'takeSignals', 'getpid', 'getppid', 'setpgid', 'getpgid', 'setsid', 'getsid', 'tcgetpgrp', 'tcsetpgrp', 'window_size', 'allocate', 'set_child_subreaper', 'set_dumpable'],
  },
  {
    name: 'users', about: 'changes who it is, and gives up rights', isUsual: true,
    calls: ['getresuid', 'getresgid', 'setuid', 'setresuid', 'setgid', 'setgroups', 'capset', 'capget', 'set_no_new_privs', 'seccomp', 'drop_bounding', 'set_ambient'],
  },
  { name: 'names and clocks', about: 'reads the name of the machine and the time', isUsual: true, calls: ['gethostname', 'clock_gettime'] },
  { name: 'sockets', about: 'listens and connects', isUsual: true, calls: ['socket', 'bind', 'listen', 'accept', 'connect', 'getsockname', 'sendto', 'recvfrom', 'echo', 'link_list', 'route_list'] },
  { name: 'messages', about: 'uses message queues', isUsual: true, calls: ['msgget', 'msgsnd', 'msgrcv'] },
  {
    name: 'network settings', about: 'makes interfaces and routes', isUsual: true,
    calls: ['link_add', 'link_set', 'link_delete', 'address_add', 'route_add', 'set_forwarding'],
  },
  { name: 'chroot', about: 'changes the root directory', isUsual: true, calls: ['chroot'] },
  { name: 'mounts', about: 'mounts, and pivots the root', isUsual: false, calls: ['mount', 'umount', 'pivot_root'] },
  { name: 'namespaces', about: 'makes namespaces and enters them', isUsual: false, calls: ['unshare', 'setns'] },
  { name: 'the machine', about: 'sets its name and its clock', isUsual: false, calls: ['sethostname', 'clock_settime'] },
];

/** The calls of the groups with these names. */
export function callsOf(groups: readonly string[]): readonly SystemCallName[] {
  return CALL_GROUPS.filter(({ name }) => groups.includes(name)).flatMap(({ calls }) => calls);
}

/** What Docker lets through. */
export const USUAL_CALLS: readonly SystemCallName[] = CALL_GROUPS.filter(({ isUsual }) => isUsual).flatMap(({ calls }) => calls);
