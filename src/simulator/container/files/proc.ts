import { NAMESPACE_KINDS } from '../namespaces/namespace.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import type { Entry } from './entry.ts';
import type { InodeContent } from './inode.ts';
import type { Superblock } from './superblock.ts';
import { type NamespaceLink, PROCESS_FILES, type ProcessFileName, SYSTEM_FILES, type SyntheticDirectory } from './synthetic.ts';
import { newEntry, newInode } from './tmpfs.ts';

/* proc(5): the processes of one pid namespace, the one of the process that mounted it, by their numbers there. */

const NAMESPACE_LINKS: readonly NamespaceLink[] = [...NAMESPACE_KINDS, 'pid_for_children', 'time_for_children'];

/** Files that their owner, or root, may write. */
const WRITABLE = new Set<string>(['uid_map', 'gid_map', 'setgroups', 'timens_offsets', 'comm']);

interface Found {
  readonly content: InodeContent;
  readonly mode: number;
  readonly task: Task | null;
}

/** A file or directory of proc by its name; null where there is none. */
export function lookUpProc(kernel: Kernel, directory: Entry, name: string): Entry | null {
  const found = find(directory, name);
  if (found === null) return null;
  // Of a process that has changed its ids everything is root's (proc(5)).
  const owner = found.task?.isDumpable === true ? found.task.credentials : null;
  const uid = owner?.effectiveUid ?? 0;
  const gid = owner?.effectiveGid ?? 0;
  const known = directory.children.get(name);
  if (known?.inode && taskOf(known.inode.content) === found.task) {
    known.inode.uid = uid;
    known.inode.gid = gid;
    return known;
  }
  const inode = newInode(kernel, directory.superblock, found.content, { mode: found.mode, uid, gid });
  const entry = newEntry(name, directory, directory.superblock, inode);
  directory.children.set(name, entry);
  return entry;
}

/** The names in a directory of proc. */
export function listProc(directory: Entry): readonly string[] {
  const shown = shows(directory);
  switch (shown?.of) {
    case 'proc':
      return [...processNumbers(directory.superblock), ...SYSTEM_FILES, 'mounts', 'self'];
    case 'process':
      return ['cwd', 'exe', 'fd', 'ns', 'root', ...PROCESS_FILES].sort();
    case 'descriptors':
      return [...shown.task.files.descriptors.keys()].sort((first, second) => first - second).map(String);
    case 'namespaces':
      return [...NAMESPACE_LINKS].sort();
    case 'cgroup':
    case undefined:
      return [];
  }
}

function processNumbers(superblock: Superblock): string[] {
  if (superblock.fileSystem.type !== 'proc') return [];
  return [...superblock.fileSystem.pidNamespace.tasks.keys()].sort((first, second) => first - second).map(String);
}

function shows(directory: Entry): SyntheticDirectory | undefined {
  const content = directory.inode?.content;
  return content?.kind === 'directory' ? content.shows : undefined;
}

/** The process that a file of proc is about. */
function taskOf(content: InodeContent): Task | null {
  if (content.kind === 'directory' && content.shows !== undefined && 'task' in content.shows) return content.shows.task;
  if (content.kind === 'synthetic' && 'task' in content.file) return content.file.task;
  return content.kind === 'magic-link' && 'task' in content.link ? content.link.task : null;
}

function find(directory: Entry, name: string): Found | null {
  const shown = shows(directory);
  switch (shown?.of) {
    case 'proc':
      return inProc(directory.superblock, name);
    case 'process':
      return inProcess(shown.task, name);
    case 'descriptors': {
      const descriptor = Number(name);
      if (String(descriptor) !== name || !shown.task.files.descriptors.has(descriptor)) return null;
      return magicLink({ of: 'descriptor', task: shown.task, descriptor }, shown.task);
    }
    case 'namespaces': {
      const namespace = NAMESPACE_LINKS.find((kind) => kind === name);
      return namespace === undefined ? null : magicLink({ of: 'namespace', task: shown.task, namespace }, shown.task);
    }
    case 'cgroup':
    case undefined:
      return null;
  }
}

function inProc(superblock: Superblock, name: string): Found | null {
  const { fileSystem } = superblock;
  if (fileSystem.type !== 'proc') return null;
  const { pidNamespace } = fileSystem;
  if (name === 'self') return magicLink({ of: 'self', pidNamespace }, null);
  if (name === 'mounts') return { content: { kind: 'symlink', target: 'self/mounts' }, mode: 0o777, task: null };
  const system = SYSTEM_FILES.find((file) => file === name);
  if (system !== undefined) {
    return { content: { kind: 'synthetic', file: { of: 'system', name: system } }, mode: system === 'sysrq-trigger' ? 0o200 : 0o444, task: null };
  }
  if (!/^[1-9][0-9]*$/.test(name)) return null;
  const task = pidNamespace.tasks.get(Number(name));
  return task === undefined ? null : folder({ of: 'process', task }, task, 0o555);
}

function inProcess(task: Task, name: string): Found | null {
  switch (name) {
    case 'fd':
      return folder({ of: 'descriptors', task }, task, 0o500);
    case 'ns':
      return folder({ of: 'namespaces', task }, task, 0o511);
    case 'root':
    case 'cwd':
    case 'exe':
      return magicLink({ of: 'place', task, place: name }, task);
    default: {
      const file = PROCESS_FILES.find((known): known is ProcessFileName => known === name);
      if (file === undefined) return null;
      const mode = file === 'environ' ? 0o400 : 0o444;
      return { content: { kind: 'synthetic', file: { of: 'process', task, name: file } }, mode: WRITABLE.has(file) ? mode | 0o200 : mode, task };
    }
  }
}

function folder(what: SyntheticDirectory, task: Task, mode: number): Found {
  return { content: { kind: 'directory', shows: what }, mode, task };
}

function magicLink(link: Extract<InodeContent, { kind: 'magic-link' }>['link'], task: Task | null): Found {
  return { content: { kind: 'magic-link', link }, mode: 0o777, task };
}
