import { cgroupPath } from '../cgroup/folder.ts';
import { readInterface } from '../cgroup/interface.ts';
import { type CapabilitySet, capabilityMask } from '../credentials/capability.ts';
import { shownGid, shownUid, toInside } from '../credentials/id-map.ts';
import { DISK_BYTES } from '../disk/block-device.ts';
import { waitsForDisk } from '../disk/submit.ts';
import { demand } from '../errno.ts';
import { toSeconds } from '../../kernel/time.ts';
import type { Kernel } from '../kernel.ts';
import type { IdRange, UserNamespace } from '../namespaces/namespace.ts';
import { pidIn, type Task } from '../process/task.ts';
import { mayInspect } from './magic-link.ts';
import type { Mount } from './mount.ts';
import { mountsOf } from './mount-tree.ts';
import { pathOf } from './place-path.ts';
import type { ProcessFileName, SyntheticFile, SystemFileName } from './synthetic.ts';

/** The text of a file that the kernel makes up, as this process reads it. */
export function readSynthetic(kernel: Kernel, reader: Task, file: SyntheticFile): string {
  switch (file.of) {
    case 'cgroup':
      return readInterface(kernel, file.cgroup, file.name, reader);
    case 'process':
      demand(file.task.state !== 'dead', 'ESRCH');
      return processText(kernel, reader, file.task, file.name);
    case 'system':
      return systemText(kernel, reader, file.name);
  }
}

function processText(kernel: Kernel, reader: Task, task: Task, name: ProcessFileName): string {
  switch (name) {
    case 'cgroup':
      return `0::${cgroupPath(task.cgroup, reader.namespaces.cgroup.root)}\n`;
    case 'cmdline':
      return task.arguments.map((argument) => `${argument}\0`).join('');
    case 'comm':
      return `${task.command}\n`;
    case 'environ':
      demand(mayInspect(reader, task), 'EACCES');
      return Object.entries(task.environment).map(([key, value]) => `${key}=${value}\0`).join('');
    case 'uid_map':
      return mapText(task.credentials.userNamespace.uidMap, reader.credentials.userNamespace, task.credentials.userNamespace, 'uidMap');
    case 'gid_map':
      return mapText(task.credentials.userNamespace.gidMap, reader.credentials.userNamespace, task.credentials.userNamespace, 'gidMap');
    case 'setgroups':
      return `${task.credentials.userNamespace.setgroups}\n`;
    case 'timens_offsets': {
      const { monotonicOffset, boottimeOffset } = task.namespaces.timeForChildren;
      const line = (clock: string, offset: number): string => `${clock.padEnd(10)} ${String(Math.floor(offset / 1e9)).padStart(10)} ${String(((offset % 1e9) + 1e9) % 1e9).padStart(9)}\n`;
      return line('monotonic', monotonicOffset) + line('boottime', boottimeOffset);
    }
    case 'mountinfo':
    case 'mounts':
      return mountsOf(task.namespaces.mnt).map((mount) => mountLine(kernel, task, mount, name)).join('');
    case 'stat':
      return `${pidIn(reader.pidNamespace, task)} (${task.command}) ${stateLetter(task)} ${parentNumber(reader, task)}\n`;
    case 'status':
      return statusText(reader, task);
  }
}

/** Ids outside show as those of the reader's namespace, or for one's own map as those of the parent (user_namespaces(7)). */
function mapText(map: readonly IdRange[] | null, reader: UserNamespace, owner: UserNamespace, kind: 'uidMap' | 'gidMap'): string {
  const shown = reader === owner ? (owner.parent ?? owner) : reader;
  const column = (number: number): string => String(number).padStart(10);
  return (map ?? []).map((range) => `${column(range.inside)} ${column(toInside(shown[kind], range.outside) ?? 4_294_967_295)} ${column(range.count)}\n`).join('');
}

function mountLine(kernel: Kernel, task: Task, mount: Mount, form: 'mountinfo' | 'mounts'): string {
  const place = pathOf(task, { mount, entry: mount.root });
  if (place.startsWith('(unreachable)')) return '';
  const { fileSystem } = mount.superblock;
  const options = [
    mount.flags.readOnly ? 'ro' : 'rw', ...(mount.flags.noSetuid ? ['nosuid'] : []), ...(mount.flags.noDevices ? ['nodev'] : []),
    ...(mount.flags.noExecute ? ['noexec'] : []),
  ].join(',');
  const whole = mount.superblock.isReadOnly ? 'ro' : 'rw';
  if (form === 'mounts') return `${mount.source} ${place} ${fileSystem.type} ${options} 0 0\n`;
  const tags = [
    ...(mount.peerGroup === null ? [] : [`shared:${mount.peerGroup}`]), ...(mount.masterGroup === null ? [] : [`master:${mount.masterGroup}`]),
    ...(mount.isUnbindable ? ['unbindable'] : []), '-',
  ].join(' ');
  return `${mount.id} ${mount.parent?.id ?? mount.id} ${fileSystem.type === 'ext4' ? kernel.disk.number : `0:${mount.superblock.device}`} / ${place} ${options} ${tags} ${fileSystem.type} ${mount.source} ${whole}\n`;
}

function stateLetter(task: Task): string {
  if (waitsForDisk(task)) return 'D';
  const wait = task.program?.waitsFor ?? null;
  if (task.state === 'running') return wait === null || wait.for === 'cpu' ? 'R' : 'S';
  return task.state === 'stopped' ? 'T' : 'Z';
}

function parentNumber(reader: Task, task: Task): number {
  return task.parent === null ? 0 : pidIn(reader.pidNamespace, task.parent);
}

function statusText(reader: Task, task: Task): string {
  const { credentials } = task;
  const viewer = reader.credentials.userNamespace;
  const uids = [credentials.uid, credentials.effectiveUid, credentials.savedUid, credentials.fileUid].map((uid) => shownUid(viewer, uid));
  const gids = [credentials.gid, credentials.effectiveGid, credentials.savedGid, credentials.fileGid].map((gid) => shownGid(viewer, gid));
  const numbers = [...task.pids].reverse().map(([, number]) => number);
  const own = numbers.slice(numbers.indexOf(pidIn(reader.pidNamespace, task)));
  const letter = stateLetter(task);
  const words: Record<string, string> = { R: 'running', S: 'sleeping', D: 'disk sleep', T: 'stopped', Z: 'zombie' };
  const sets: [string, CapabilitySet][] = [
    ['CapInh', credentials.inheritable], ['CapPrm', credentials.permitted], ['CapEff', credentials.effective],
    ['CapBnd', credentials.bounding], ['CapAmb', credentials.ambient],
  ];
  return [
    `Name:\t${task.command}`, `State:\t${letter} (${words[letter]})`, `Pid:\t${pidIn(reader.pidNamespace, task)}`,
    `PPid:\t${parentNumber(reader, task)}`, `Uid:\t${uids.join('\t')}`, `Gid:\t${gids.join('\t')}`, `NSpid:\t${own.join('\t')}`,
    `VmRSS:\t${Math.ceil(task.memoryBytes / 1024)} kB`, ...sets.map(([name, set]) => `${name}:\t${capabilityMask(set)}`),
    `NoNewPrivs:\t${task.noNewPrivileges ? 1 : 0}`, `Seccomp:\t${task.allowedCalls === null ? 0 : 2}`, '',
  ].join('\n');
}

/** What no namespace isolates: every container reads the numbers of the one machine. */
function systemText(kernel: Kernel, reader: Task, name: SystemFileName): string {
  switch (name) {
    case 'cpuinfo':
      return Array.from({ length: kernel.vcpus }, (_, index) => `processor\t: ${index}\n\n`).join('');
    case 'filesystems':
      return `${['tmpfs', 'proc', 'cgroup2', 'overlay'].map((type) => `nodev\t${type}\n`).join('')}\text4\n`;
    case 'loadavg': {
      const running = [...kernel.pidNamespace.tasks.values()].filter((task) => task.program?.waitsFor?.for === 'cpu').length;
      return `${running.toFixed(2)} ${running.toFixed(2)} ${running.toFixed(2)} ${running}/${kernel.pidNamespace.tasks.size} 0\n`;
    }
    case 'meminfo': {
      const used = kernel.rootCgroup.usage.memory;
      return `MemTotal: ${Math.floor(kernel.memoryBytes / 1024)} kB\nMemFree: ${Math.floor((kernel.memoryBytes - used) / 1024)} kB\n`;
    }
    case 'uptime':
      return `${toSeconds(kernel.now + reader.namespaces.time.boottimeOffset).toFixed(2)} 0.00\n`;
    case 'version':
      return 'Linux version 6.18 (virtlab)\n';
    case 'partitions':
      return `major minor  #blocks  name\n\n${kernel.disk.number.replace(':', ' ').padStart(12)} ${String(DISK_BYTES / 1024).padStart(10)} vda\n`;
    case 'sysrq-trigger':
      return '';
  }
}
