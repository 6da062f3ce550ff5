import type { UserNamespace } from '../namespaces/namespace.ts';
import { ALL_CAPABILITIES, type Capability, type CapabilitySet, NO_CAPABILITIES } from './capability.ts';

/**
 * Who a process is: credentials(7), capabilities(7). All ids are those of the initial user namespace, which is what
 * the kernel compares; system calls translate them by the id maps. Never changed in place: a change makes new ones.
 */
export interface Credentials {
  readonly uid: number;
  readonly effectiveUid: number;
  readonly savedUid: number;
  /** The id that file access is checked with; follows the effective one. */
  readonly fileUid: number;
  readonly gid: number;
  readonly effectiveGid: number;
  readonly savedGid: number;
  readonly fileGid: number;
  /** Supplementary groups. */
  readonly groups: readonly number[];
  readonly effective: CapabilitySet;
  readonly permitted: CapabilitySet;
  readonly inheritable: CapabilitySet;
  readonly bounding: CapabilitySet;
  readonly ambient: CapabilitySet;
  readonly userNamespace: UserNamespace;
}

/** Root of the whole machine. */
export function rootCredentials(userNamespace: UserNamespace): Credentials {
  return {
    uid: 0, effectiveUid: 0, savedUid: 0, fileUid: 0,
    gid: 0, effectiveGid: 0, savedGid: 0, fileGid: 0,
    groups: [],
    effective: ALL_CAPABILITIES,
    permitted: ALL_CAPABILITIES,
    inheritable: NO_CAPABILITIES,
    bounding: ALL_CAPABILITIES,
    ambient: NO_CAPABILITIES,
    userNamespace,
  };
}

/**
 * Whether these credentials hold a capability over resources that a user namespace owns: in the namespace itself by
 * the effective set; in a namespace below one's own where one's effective user made it, every capability; and what one
 * has in an ancestor holds below (user_namespaces(7), "Capabilities").
 */
export function isCapable(credentials: Credentials, target: UserNamespace, capability: Capability): boolean {
  for (let namespace: UserNamespace | null = target; namespace !== null; namespace = namespace.parent) {
    if (namespace === credentials.userNamespace) return credentials.effective.has(capability);
    if (namespace.parent === credentials.userNamespace && namespace.ownerUid === credentials.effectiveUid) return true;
  }
  return false;
}
