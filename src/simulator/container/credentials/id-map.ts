import type { IdRange, UserNamespace } from '../namespaces/namespace.ts';

/** What ids without a mapping show as: nobody (user_namespaces(7), "Unmapped user and group IDs"). */
const OVERFLOW_ID = 65_534;

/** The id of the initial namespace for an id of a namespace whose map this is; null where it has none. */
export function toOutside(map: readonly IdRange[] | null, inside: number): number | null {
  const range = map?.find((line) => inside >= line.inside && inside < line.inside + line.count);
  return range === undefined ? null : range.outside + (inside - range.inside);
}

/** The id of a namespace for an id of the initial one; null where it has none. */
export function toInside(map: readonly IdRange[] | null, outside: number): number | null {
  const range = map?.find((line) => outside >= line.outside && outside < line.outside + line.count);
  return range === undefined ? null : range.inside + (outside - range.outside);
}

/** The user id as it shows inside a namespace. */
export function shownUid(namespace: UserNamespace, uid: number): number {
  return toInside(namespace.uidMap, uid) ?? OVERFLOW_ID;
}

/** The group id as it shows inside a namespace. */
export function shownGid(namespace: UserNamespace, gid: number): number {
  return toInside(namespace.gidMap, gid) ?? OVERFLOW_ID;
}

/** Whether a namespace knows both owners of a file, without which its capabilities mean nothing for the file. */
export function mapsOwners(namespace: UserNamespace, file: { readonly uid: number; readonly gid: number }): boolean {
  return toInside(namespace.uidMap, file.uid) !== null && toInside(namespace.gidMap, file.gid) !== null;
}
