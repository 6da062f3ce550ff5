import { FileSystemError } from '../../storage/file-system/file-system-error.ts';
import { type FileSystem, mount } from '../../storage/file-system/file-system.ts';
import type { CommandOf } from '../commands.ts';
import { Refusal, require } from '../refusal.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import { requireAtRest } from '../vm-commands.ts';
import type { World } from '../world.ts';
import { diskOf, requireNoDiskJob } from './disk-layers.ts';

/** The commands that change files on a VM's disk from outside. */
export type FileCommand = CommandOf<'disk.writeFile' | 'disk.makeDirectory' | 'disk.removeFile' | 'disk.renameFile'>;

/** Changes files on the disk of a VM from outside, as a mounted image allows it while its VM is powered off. */
export function applyFileCommand(world: World, command: FileCommand): void {
  const vm = world.vm(command.vm);
  const { device } = diskOf(vm);
  require(device !== null, () => `The disk of VM "${vm.name}" holds no files: create the VM with a disk that does.`);
  requireAtRest(vm);
  requireNoDiskJob(vm);
  require(
    vm.state === 'stopped',
    () => `VM "${vm.name}" is ${vm.state}, and its own kernel has the file system in use: stop the VM before you change its files.`,
  );
  try {
    change(mount(device), command);
  } catch (error) {
    throw error instanceof FileSystemError ? new Refusal(error.message) : error;
  }
  tell(world, vm, command);
}

function change(files: FileSystem, command: FileCommand): void {
  switch (command.kind) {
    case 'disk.writeFile':
      files.writeFile(command.path, Uint8Array.from(command.bytes));
      return;
    case 'disk.makeDirectory':
      files.makeDirectory(command.path);
      return;
    case 'disk.removeFile':
      files.removeAll(command.path);
      return;
    case 'disk.renameFile':
      files.rename(command.path, command.to);
  }
}

const CHANGE = {
  'disk.writeFile': 'written',
  'disk.makeDirectory': 'made',
  'disk.removeFile': 'removed',
  'disk.renameFile': 'renamed',
} as const;

function tell(world: World, vm: VirtualMachine, command: FileCommand): void {
  const { kind, path } = command;
  world.emit({ kind: 'disk.file-changed', vm: vm.name, path, change: CHANGE[kind], ...(kind === 'disk.renameFile' && { to: command.to }) });
}
