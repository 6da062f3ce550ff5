import { boot, type BootSettings } from '../boot.ts';
import type { Kernel } from '../kernel.ts';
import { PROGRAM_MARK } from '../process/exec-calls.ts';
import type { Task } from '../process/task.ts';
import { encodeUtf8 } from '../../kernel/utf8.ts';
import type { ContainerHost } from './container-host.ts';
import { must } from './runtime-error.ts';

/** Where the tree of cgroups is mounted. */
export const CGROUPS = '/sys/fs/cgroup';
/** The bridge that containers are plugged into, by libvirt's name for it. */
export const BRIDGE = 'virbr0';
/** The host on that bridge, a network of 16 bits. */
export const BRIDGE_ADDRESS = '10.88.0.1';

/** A host that can have containers: its directories, proc and cgroups mounted, a secret to look for, a bridge. */
export function prepareHost(settings: BootSettings, programs: readonly string[]): ContainerHost {
  const kernel = boot(settings);
  const { init } = kernel;
  const call: typeof must = must;
  for (const path of ['/bin', '/dev', '/etc', '/proc', '/root', '/sys', '/sys/fs', '/sys/fs/cgroup', '/tmp', '/var', '/containers']) {
    call(kernel, init, path, 'mkdir', path, 0o755);
  }
  for (const [name, minor] of [['null', 3], ['zero', 5], ['full', 7], ['random', 8]] as const) {
    call(kernel, init, name, 'mknod', `/dev/${name}`, 'character', 0o666, 1, minor);
    call(kernel, init, name, 'chmod', `/dev/${name}`, 0o666);
  }
  for (const name of programs) put(kernel, init, `/bin/${name}`, `${PROGRAM_MARK}${name}\n`, 0o755);
  put(kernel, init, '/etc/host-secret', 'Only the host should read this.\n', 0o644);
  call(kernel, init, '/proc', 'mount', 'proc', '/proc', 'proc');
  call(kernel, init, CGROUPS, 'mount', 'cgroup2', CGROUPS, 'cgroup2');
  put(kernel, init, `${CGROUPS}/cgroup.subtree_control`, '+cpu +io +memory +pids');
  call(kernel, init, 'cgroup', 'mkdir', `${CGROUPS}/virtlab`);
  put(kernel, init, `${CGROUPS}/virtlab/cgroup.subtree_control`, '+cpu +io +memory +pids');
  call(kernel, init, 'bridge', 'link_add', BRIDGE, 'bridge');
  call(kernel, init, 'bridge', 'address_add', BRIDGE, `${BRIDGE_ADDRESS}/16`);
  call(kernel, init, 'bridge', 'link_set', BRIDGE, { up: true });
  return { kernel, containers: new Map(), layers: new Map(), nextAddress: 2 };
}

/** Writes a text as a process would. */
export function put(kernel: Kernel, task: Task, path: string, text: string, mode = 0o644): void {
  const descriptor = must(kernel, task, path, 'open', path, ['write', 'create', 'truncate'], mode);
  try {
    must(kernel, task, path, 'write', descriptor, encodeUtf8(text));
  } finally {
    must(kernel, task, path, 'close', descriptor);
  }
}
