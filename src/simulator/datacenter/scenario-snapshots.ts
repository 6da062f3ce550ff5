import { SNAPSHOT_CONTENTS, SNAPSHOT_METHODS } from '../snapshot/saved-state.ts';
import type { Command } from './commands.ts';
import type { Fields } from './scenario-fields.ts';
import { BANDWIDTH, SIZE } from './scenario-quantities.ts';

/** The commands on snapshots and on shared storage that a scenario can have. */
export type SnapshotKind = 'vm.snapshot' | `snapshot.${'clone' | 'rollback' | 'delete' | 'rename' | 'describe'}` | 'storage.edit';

/** Reads a command on snapshots, or on the storage that their files are on. */
export function readSnapshotCommand(kind: SnapshotKind, fields: Fields): Command {
  switch (kind) {
    case 'vm.snapshot':
      return {
        kind,
        vm: fields.text('vm'),
        ...(fields.has('name') && { name: fields.text('name') }),
        ...(fields.has('description') && { description: fields.text('description') }),
        ...(fields.has('method') && { method: fields.oneOf('method', SNAPSHOT_METHODS) }),
        ...(fields.has('contents') && { contents: fields.oneOf('contents', SNAPSHOT_CONTENTS) }),
        ...(fields.has('quiesce') && { quiesce: fields.flag('quiesce') }),
      };
    case 'snapshot.clone':
      return {
        kind,
        ...named(fields),
        as: fields.name('as'),
        ...(fields.has('host') && { host: fields.text('host') }),
      };
    case 'snapshot.rollback':
    case 'snapshot.delete':
      return { kind, ...named(fields) };
    case 'snapshot.rename':
      return { kind, ...named(fields), name: fields.text('name') };
    case 'snapshot.describe':
      return { kind, ...named(fields), description: fields.text('description') };
    case 'storage.edit':
      return {
        kind,
        ...(fields.has('bandwidth') && { bytesPerSecond: fields.quantity('bandwidth', BANDWIDTH) }),
        ...(fields.has('free') && { freeBytes: fields.quantity('free', SIZE) }),
        ...(fields.has('works') && { works: fields.flag('works') }),
      };
  }
}

function named(fields: Fields): { readonly vm: string; readonly snapshot: string } {
  return { vm: fields.text('vm'), snapshot: fields.text('snapshot') };
}
