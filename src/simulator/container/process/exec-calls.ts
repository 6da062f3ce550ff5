import { type CapabilitySet, intersection, NO_CAPABILITIES, union } from '../credentials/capability.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { mapsOwners, toOutside } from '../credentials/id-map.ts';
import { uncharge } from '../cgroup/uncharge.ts';
import { demand, fail } from '../errno.ts';
import { demandAccess, EXECUTE } from '../files/access.ts';
import { inodeOf } from '../files/entry.ts';
import type { Inode } from '../files/inode.ts';
import type { Location } from '../files/mount.ts';
import { closeDescriptor, unsharedTable } from '../files/open-file.ts';
import { resolve } from '../files/resolve.ts';
import type { Kernel } from '../kernel.ts';
import { decodeUtf8 } from '../../kernel/utf8.ts';
import type { Task } from './task.ts';

const SET_USER_ID = 0o4000;
const SET_GROUP_ID = 0o2010;

/** The first line of a file that holds one of the shipped programs, before its name. */
export const PROGRAM_MARK = '#!virtlab ';

/** execve(2): the process goes on as another program; handlers are reset, what is ignored stays so. */
function execve(kernel: Kernel, task: Task, path: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): void {
  const place = resolve(kernel, task, path);
  const inode = inodeOf(place.entry);
  demand(inode.content.kind === 'regular' && !place.mount.flags.noExecute, 'EACCES');
  demandAccess(task, inode, EXECUTE);
  const text = decodeUtf8(inode.content.bytes.subarray(0, 256));
  if (!text.startsWith(PROGRAM_MARK)) fail('ENOEXEC');
  const [name = ''] = text.slice(PROGRAM_MARK.length).split('\n');
  task.credentials = afterExec(task, place, inode);
  task.files = unsharedTable(task.files);
  for (const [number, descriptor] of [...task.files.descriptors]) if (descriptor.closeOnExec) closeDescriptor(task, number);
  for (const [signal, action] of [...task.actions]) if (action === 'handle') task.actions.delete(signal);
  uncharge(task.cgroup, 'memory', task.memoryBytes);
  task.memoryBytes = 0;
  task.addressSpace = null;
  task.program = { name: name.trim(), memory: {}, waitsFor: null, output: [], exitCode: null };
  task.isDumpable = true;
  task.executable = place;
  task.arguments = args;
  task.environment = environment;
  task.command = (path.split('/').at(-1) ?? path).slice(0, 15);
}

/** capabilities(7), "Transformation of capabilities during execve()", for files without capabilities of their own. */
function afterExec(task: Task, place: Location, inode: Inode): Credentials {
  const { credentials } = task;
  const mayGain = !task.noNewPrivileges && !place.mount.flags.noSetuid && mapsOwners(credentials.userNamespace, inode);
  const setsUser = mayGain && (inode.mode & SET_USER_ID) !== 0;
  const setsGroup = mayGain && (inode.mode & SET_GROUP_ID) === SET_GROUP_ID;
  const effectiveUid = setsUser ? inode.uid : credentials.effectiveUid;
  const effectiveGid = setsGroup ? inode.gid : credentials.effectiveGid;
  const root = toOutside(credentials.userNamespace.uidMap, 0);
  const isRoot = root !== null && (effectiveUid === root || credentials.uid === root);
  const ambient: CapabilitySet = setsUser || setsGroup ? NO_CAPABILITIES : credentials.ambient;
  const whole = union(credentials.bounding, credentials.inheritable);
  const gained = isRoot ? whole : NO_CAPABILITIES;
  const permitted = task.noNewPrivileges ? intersection(union(gained, ambient), union(credentials.permitted, ambient)) : union(gained, ambient);
  const effective = isRoot && effectiveUid === root ? permitted : ambient;
  return {
    ...credentials, effectiveUid, savedUid: effectiveUid, fileUid: effectiveUid, effectiveGid, savedGid: effectiveGid, fileGid: effectiveGid,
    permitted, effective, ambient,
  };
}

/** The system call that runs a program. */
export const execCalls = { execve };
