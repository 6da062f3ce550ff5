import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { type Capability, type CapabilitySet, intersection, isSubset, NO_CAPABILITIES, union } from './capability.ts';
import { type Credentials, isCapable } from './credentials.ts';
import { shownGid, shownUid, toOutside } from './id-map.ts';

/** The user ids of a process, as its own user namespace shows them: real, effective, saved. */
function getresuid(_: Kernel, { credentials }: Task): readonly [number, number, number] {
  const { userNamespace, uid, effectiveUid, savedUid } = credentials;
  return [shownUid(userNamespace, uid), shownUid(userNamespace, effectiveUid), shownUid(userNamespace, savedUid)];
}

function getresgid(_: Kernel, { credentials }: Task): readonly [number, number, number] {
  const { userNamespace, gid, effectiveGid, savedGid } = credentials;
  return [shownGid(userNamespace, gid), shownGid(userNamespace, effectiveGid), shownGid(userNamespace, savedGid)];
}

/** setuid(2): all three ids with CAP_SETUID, else the effective one to one of the others. */
function setuid(_: Kernel, task: Task, uid: number): void {
  const { credentials } = task;
  const id = toOutside(credentials.userNamespace.uidMap, uid) ?? fail('EINVAL');
  if (isCapable(credentials, credentials.userNamespace, 'SETUID')) {
    become(task, { ...credentials, uid: id, savedUid: id, effectiveUid: id, fileUid: id });
    return;
  }
  demand(id === credentials.uid || id === credentials.savedUid, 'EPERM');
  become(task, { ...credentials, effectiveUid: id, fileUid: id });
}

/** setresuid(2); -1 leaves an id as it is. */
function setresuid(_: Kernel, task: Task, real: number, effective: number, saved: number): void {
  const { credentials } = task;
  const old = [credentials.uid, credentials.effectiveUid, credentials.savedUid];
  const translate = (id: number, before: number): number => (id === -1 ? before : (toOutside(credentials.userNamespace.uidMap, id) ?? fail('EINVAL')));
  const [uid, effectiveUid, savedUid] = [
    translate(real, credentials.uid), translate(effective, credentials.effectiveUid), translate(saved, credentials.savedUid),
  ];
  const mayAll = isCapable(credentials, credentials.userNamespace, 'SETUID');
  demand(mayAll || [uid, effectiveUid, savedUid].every((id) => old.includes(id)), 'EPERM');
  become(task, { ...credentials, uid, effectiveUid, savedUid, fileUid: effectiveUid });
}

/** setgid(2): as setuid, with CAP_SETGID. Capabilities do not follow groups. */
function setgid(_: Kernel, task: Task, gid: number): void {
  const { credentials } = task;
  const id = toOutside(credentials.userNamespace.gidMap, gid) ?? fail('EINVAL');
  const mayAll = isCapable(credentials, credentials.userNamespace, 'SETGID');
  demand(mayAll || id === credentials.gid || id === credentials.savedGid, 'EPERM');
  const all = mayAll ? { gid: id, savedGid: id } : {};
  become(task, { ...credentials, ...all, effectiveGid: id, fileGid: id });
}

/** setgroups(2): with CAP_SETGID, where the user namespace has a map of groups and has not denied it. */
function setgroups(_: Kernel, task: Task, groups: readonly number[]): void {
  const { credentials } = task;
  const { userNamespace } = credentials;
  const may = isCapable(credentials, userNamespace, 'SETGID') && userNamespace.gidMap !== null && userNamespace.setgroups === 'allow';
  demand(may, 'EPERM');
  task.credentials = { ...credentials, groups: groups.map((gid) => toOutside(userNamespace.gidMap, gid) ?? fail('EINVAL')) };
}

/** Takes on other ids, with what that does to capabilities and to who may look into the process. */
function become(task: Task, after: Credentials): void {
  const before = task.credentials;
  if (before.effectiveUid !== after.effectiveUid || before.effectiveGid !== after.effectiveGid) task.isDumpable = false;
  task.credentials = fixCapabilities(before, after);
}

/** capabilities(7), "Effect of user ID changes on capabilities". */
function fixCapabilities(before: Credentials, after: Credentials): Credentials {
  const root = toOutside(after.userNamespace.uidMap, 0);
  const hasRoot = (credentials: Credentials): boolean => [credentials.uid, credentials.effectiveUid, credentials.savedUid].some((uid) => uid === root);
  let { permitted, effective, ambient } = after;
  if (hasRoot(before) && !hasRoot(after)) {
    permitted = NO_CAPABILITIES;
    effective = NO_CAPABILITIES;
    ambient = NO_CAPABILITIES;
  }
  if (before.effectiveUid === root && after.effectiveUid !== root) effective = NO_CAPABILITIES;
  if (before.effectiveUid !== root && after.effectiveUid === root) effective = permitted;
  return { ...after, permitted, effective, ambient };
}

/** The sets that capset(2) changes. */
export interface WantedCapabilities {
  readonly effective: readonly Capability[];
  readonly permitted: readonly Capability[];
  readonly inheritable: readonly Capability[];
}

/** capset(2): permitted only shrinks, effective is within it, inheritable within permitted (or, with CAP_SETPCAP, bounding). */
function capset(_: Kernel, task: Task, wanted: WantedCapabilities): void {
  const { credentials } = task;
  const [effective, permitted, inheritable]: CapabilitySet[] = [wanted.effective, wanted.permitted, wanted.inheritable].map((set) => new Set(set));
  if (effective === undefined || permitted === undefined || inheritable === undefined) fail('EINVAL');
  const maySet = isCapable(credentials, credentials.userNamespace, 'SETPCAP');
  demand(maySet || isSubset(inheritable, union(credentials.inheritable, credentials.permitted)), 'EPERM');
  demand(isSubset(inheritable, union(credentials.inheritable, credentials.bounding)), 'EPERM');
  demand(isSubset(permitted, credentials.permitted) && isSubset(effective, permitted), 'EPERM');
  const ambient = intersection(credentials.ambient, intersection(permitted, inheritable));
  task.credentials = { ...credentials, effective, permitted, inheritable, ambient };
}

/** capget(2). */
function capget(_: Kernel, { credentials }: Task): Record<'effective' | 'permitted' | 'inheritable' | 'bounding' | 'ambient', readonly Capability[]> {
  const { effective, permitted, inheritable, bounding, ambient } = credentials;
  return { effective: [...effective], permitted: [...permitted], inheritable: [...inheritable], bounding: [...bounding], ambient: [...ambient] };
}

/** System calls on ids and capabilities. */
export const identityCalls = { getresuid, getresgid, setuid, setresuid, setgid, setgroups, capset, capget };
