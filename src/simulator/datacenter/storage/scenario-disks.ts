import type { Command } from '../commands.ts';
import type { Fields } from '../scenario-fields.ts';
import { BANDWIDTH } from '../scenario-quantities.ts';

/** The commands on a VM's disk that a scenario can have. */
export type ScenarioDiskKind = `disk.${'overlay' | 'commit' | 'stream' | 'rebase' | 'copy' | 'cancelJob' | 'makeDirectory' | 'removeFile' | 'renameFile'}`;

/** Reads a command on the disk of a VM. */
export function readDiskCommand(kind: ScenarioDiskKind, fields: Fields): Command {
  const vm = fields.text('vm');
  switch (kind) {
    case 'disk.overlay':
    case 'disk.cancelJob':
      return { kind, vm };
    case 'disk.copy':
      return { kind, vm, ...speed(fields) };
    case 'disk.stream':
      return { kind, vm, ...(fields.has('base') && { base: fields.text('base') }), ...speed(fields) };
    case 'disk.commit':
      return {
        kind,
        vm,
        ...(fields.has('base') && { base: fields.text('base') }),
        ...(fields.has('keepTop') && { keepTop: fields.flag('keepTop') }),
        ...(fields.has('force') && { force: fields.flag('force') }),
        ...speed(fields),
      };
    case 'disk.rebase':
      return {
        kind,
        vm,
        ...(fields.has('onto') && { onto: fields.text('onto') }),
        ...(fields.has('unsafe') && { unsafe: fields.flag('unsafe') }),
        ...speed(fields),
      };
    case 'disk.makeDirectory':
    case 'disk.removeFile':
      return { kind, vm, path: fields.text('path') };
    case 'disk.renameFile':
      return { kind, vm, path: fields.text('path'), to: fields.text('to') };
  }
}

function speed(fields: Fields): { bytesPerSecond?: number } {
  return fields.has('speed') ? { bytesPerSecond: fields.quantity('speed', BANDWIDTH) } : {};
}
