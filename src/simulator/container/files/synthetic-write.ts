import { writeInterface } from '../cgroup/write-interface.ts';
import { isCapable } from '../credentials/credentials.ts';
import { toOutside } from '../credentials/id-map.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { IdRange, UserNamespace } from '../namespaces/namespace.ts';
import type { Task } from '../process/task.ts';
import type { SyntheticFile } from './synthetic.ts';

const MAX_MAP_LINES = 340;

/** Writes a file that the kernel makes up. Rights on the file were checked when it was opened. */
export function writeSynthetic(kernel: Kernel, writer: Task, file: SyntheticFile, text: string): void {
  switch (file.of) {
    case 'cgroup':
      writeInterface(kernel, writer, file.cgroup, file.name, text);
      return;
    case 'system':
      demand(file.name === 'sysrq-trigger', 'EACCES');
      // One kernel for all: what crashes it crashes everybody.
      if (text.startsWith('c')) kernel.panic ??= 'sysrq triggered crash';
      return;
    case 'process':
      writeProcessFile(kernel, writer, file.task, file.name, text);
  }
}

function writeProcessFile(kernel: Kernel, writer: Task, task: Task, name: string, text: string): void {
  const { userNamespace } = task.credentials;
  switch (name) {
    case 'uid_map':
      writeMap(writer, userNamespace, 'uidMap', text);
      return;
    case 'gid_map':
      writeMap(writer, userNamespace, 'gidMap', text);
      return;
    case 'setgroups':
      writeSetgroups(writer, userNamespace, text.trim());
      return;
    case 'comm':
      task.command = text.trim().slice(0, 15);
      return;
    case 'timens_offsets':
      writeTimeOffsets(kernel, writer, task, text);
      return;
    default:
      fail('EACCES');
  }
}

/**
 * uid_map and gid_map (user_namespaces(7), "Defining user and group ID mappings"): once, by a process in the namespace
 * or its parent. With CAP_SETUID or CAP_SETGID in the parent any of its ids may be mapped; without, just one's own, and
 * groups only after setgroups was denied.
 */
function writeMap(writer: Task, namespace: UserNamespace, kind: 'uidMap' | 'gidMap', text: string): void {
  const { credentials } = writer;
  const { parent } = namespace;
  demand(parent !== null, 'EPERM');
  demand(credentials.userNamespace === namespace || credentials.userNamespace === parent, 'EPERM');
  demand(namespace[kind] === null, 'EPERM');
  demand(isCapable(credentials, namespace, 'SYS_ADMIN'), 'EPERM');
  const lines = parseMap(text);
  const capability = kind === 'uidMap' ? 'SETUID' : 'SETGID';
  demand(mapsOnlyOneself(writer, namespace, kind, lines) || isCapable(credentials, parent, capability), 'EPERM');
  const outside = lines.map((line): IdRange => ({ ...line, outside: wholeRange(parent[kind], line.outside, line.count) }));
  namespace[kind] = outside;
}

function mapsOnlyOneself(writer: Task, namespace: UserNamespace, kind: 'uidMap' | 'gidMap', lines: readonly IdRange[]): boolean {
  const [only] = lines;
  if (lines.length !== 1 || only?.count !== 1 || writer.credentials.effectiveUid !== namespace.ownerUid) return false;
  const own = kind === 'uidMap' ? writer.credentials.effectiveUid : writer.credentials.effectiveGid;
  if (kind === 'gidMap' && namespace.setgroups !== 'deny') return false;
  return toOutside(namespace.parent?.[kind] ?? null, only.outside) === own;
}

function wholeRange(map: readonly IdRange[] | null, first: number, count: number): number {
  const start = toOutside(map, first) ?? fail('EPERM');
  demand(toOutside(map, first + count - 1) === start + count - 1, 'EPERM');
  return start;
}

function parseMap(text: string): IdRange[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '').map((line): IdRange => {
    const numbers = line.trim().split(/\s+/);
    demand(numbers.length === 3 && numbers.every((number) => /^\d+$/.test(number)), 'EINVAL');
    const [inside = 0, outside = 0, count = 0] = numbers.map(Number);
    demand(count > 0, 'EINVAL');
    return { inside, outside, count };
  });
  demand(lines.length > 0 && lines.length <= MAX_MAP_LINES, 'EINVAL');
  const overlap = (first: number, second: number, one: IdRange, other: IdRange): boolean => first < second + other.count && second < first + one.count;
  lines.forEach((one, index) => {
    for (const other of lines.slice(index + 1)) {
      demand(!overlap(one.inside, other.inside, one, other) && !overlap(one.outside, other.outside, one, other), 'EINVAL');
    }
  });
  return lines;
}

/** Once the groups are mapped, setgroups cannot be denied any more; a denial is for good. */
function writeSetgroups(writer: Task, namespace: UserNamespace, value: string): void {
  demand(isCapable(writer.credentials, namespace, 'SYS_ADMIN'), 'EACCES');
  demand(value === 'allow' || value === 'deny', 'EINVAL');
  if (value === 'deny') {
    demand(namespace.gidMap === null, 'EPERM');
    namespace.setgroups = 'deny';
    return;
  }
  demand(namespace.setgroups === 'allow', 'EPERM');
}

/** "monotonic 3600 0": only before the first process is inside (time_namespaces(7)); needs CAP_SYS_TIME. */
function writeTimeOffsets(kernel: Kernel, writer: Task, task: Task, text: string): void {
  const { timeForChildren } = task.namespaces;
  demand(isCapable(writer.credentials, timeForChildren.owner, 'SYS_TIME'), 'EPERM');
  for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
    const [clock, seconds = '', nanoseconds = ''] = line.trim().split(/\s+/);
    demand(/^-?\d+$/.test(seconds) && /^\d+$/.test(nanoseconds), 'EINVAL');
    const offset = Number(seconds) * 1e9 + Number(nanoseconds);
    demand(Number.isSafeInteger(offset) && kernel.now + offset >= 0, 'ERANGE');
    demand(!timeForChildren.isFrozen, 'EACCES');
    if (clock === 'monotonic' || clock === '1') timeForChildren.monotonicOffset = offset;
    else if (clock === 'boottime' || clock === '7') timeForChildren.boottimeOffset = offset;
    else fail('EINVAL');
  }
}
