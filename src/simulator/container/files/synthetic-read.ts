import { cgroupPath } from '../cgroup/folder.ts';
import { readInterface } from '../cgroup/interface.ts';
import { type CapabilitySet, capabilityMask } from '../credentials/capability.ts';
import { shownGid, shownUid, toInside } from '../credentials/id-map.ts';
import { DISK_BYTES } from '../disk/block-device.ts';
import { waitsForDisk } from '../disk/submit.ts';
import { demand } from '../errno.ts';
import { NANOSECONDS_PER_SECOND, toSeconds } from '../../kernel/time.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import { activeTasks, loadText } from '../scheduler/load.ts';
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
      return statText(reader, task);
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
    `Name:\t${task.command}`, `Umask:\t${task.fileSystem.umask.toString(8).padStart(4, '0')}`, `State:\t${letter} (${words[letter]})`, `Tgid:\t${pidIn(reader.pidNamespace, task)}`, `Pid:\t${pidIn(reader.pidNamespace, task)}`,
    `PPid:\t${parentNumber(reader, task)}`, `Uid:\t${uids.join('\t')}`, `Gid:\t${gids.join('\t')}`, `Groups:\t${credentials.groups.map((gid) => shownGid(viewer, gid)).join(' ')} `, `NSpid:\t${own.join('\t')}`,
    `VmRSS:\t${String(Math.ceil(task.memoryBytes / 1024)).padStart(8)} kB`, 'Threads:\t1', ...sets.map(([name, set]) => `${name}:\t${capabilityMask(set)}`),
    `NoNewPrivs:\t${task.noNewPrivileges ? 1 : 0}`, `Seccomp:\t${task.allowedCalls === null ? 0 : 2}`, '',
  ].join('\n');
}

/** Clock ticks that times in proc are counted in (USER_HZ). */
const TICK = NANOSECONDS_PER_SECOND / 100;

/** proc(5), /proc/[pid]/stat: what has no counterpart here is 0. */
function statText(reader: Task, task: Task): string {
  const number = (other: Task | null): number => (other === null ? 0 : pidIn(reader.pidNamespace, other));
  const { terminal } = task;
  const ticks = Math.floor(task.cpuNanoseconds / TICK);
  const bytes = task.memoryBytes;
  const device = terminal === null ? 0 : 0x8800 + terminal.number;
  const fields = [
    stateLetter(task), number(task.parent), number(task.processGroup), number(task.session), device, terminal === null ? -1 : number(terminal.foreground),
    0, 0, 0, 0, 0, ticks, 0, 0, 0, 20, 0, 1, 0, Math.floor(task.startedAt / TICK), bytes, Math.ceil(bytes / PAGE_BYTES), ...new Array<number>(28).fill(0),
  ];
  return `${pidIn(reader.pidNamespace, task)} (${task.command}) ${fields.join(' ')}\n`;
}

/** proc(5), /proc/meminfo: there is no page cache and no swap; what VMs have is set aside as huge pages. */
function memoryText(kernel: Kernel): string {
  const total = Math.floor(kernel.memoryBytes / 1024);
  const free = Math.floor((kernel.memoryBytes - kernel.reservedBytes - kernel.rootCgroup.usage.memory) / 1024);
  const lines = { MemTotal: total, MemFree: free, MemAvailable: free, Buffers: 0, Cached: 0, SwapTotal: 0, SwapFree: 0, Shmem: 0, Hugetlb: Math.floor(kernel.reservedBytes / 1024) };
  return Object.entries(lines).map(([name, kibibytes]) => `${`${name}:`.padEnd(16)}${String(kibibytes).padStart(8)} kB\n`).join('');
}

/** proc(5), /proc/stat: time of all vCPUs since the kernel is there, in ticks: in user mode, idle, waiting for the disk. */
function processorText(kernel: Kernel): string {
  const user = Math.floor(kernel.rootCgroup.usage.cpu / TICK);
  const idle = Math.max(0, Math.floor((kernel.now * kernel.vcpus) / TICK) - user);
  const running = activeTasks(kernel);
  return `cpu  ${user} 0 0 ${idle} 0 0 0 0 0 0\nprocesses ${kernel.pidNamespace.nextPid - 1}\nprocs_running ${running}\nprocs_blocked 0\n`;
}

/** What no namespace isolates: every container reads the numbers of the one machine. */
function systemText(kernel: Kernel, reader: Task, name: SystemFileName): string {
  switch (name) {
    case 'cpuinfo':
      return Array.from({ length: kernel.vcpus }, (_, index) => `processor\t: ${index}\n\n`).join('');
    case 'filesystems':
      return `${['tmpfs', 'proc', 'cgroup2', 'overlay'].map((type) => `nodev\t${type}\n`).join('')}\text4\n`;
    case 'loadavg':
      return `${loadText(kernel)} ${activeTasks(kernel)}/${kernel.pidNamespace.tasks.size} ${reader.pidNamespace.nextPid - 1}\n`;
    case 'meminfo':
      return memoryText(kernel);
    case 'stat':
      return processorText(kernel);
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
