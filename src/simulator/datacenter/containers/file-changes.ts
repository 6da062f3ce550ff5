import { changeFiles, type FileChange } from '../../container/oci/change-files.ts';
import { encodeUtf8 } from '../../kernel/utf8.ts';
import type { CommandOf } from '../commands.ts';
import { require } from '../refusal.ts';
import type { World } from '../world.ts';
import type { ContainerKernel } from './container-kernel.ts';

type FileCommand = CommandOf<'container.writeFile' | 'container.makeDirectory' | 'container.removeFile' | 'container.renameFile'>;

const CHANGE = {
  'container.writeFile': 'written',
  'container.makeDirectory': 'made',
  'container.removeFile': 'removed',
  'container.renameFile': 'renamed',
} as const;

/** Changes files of a container from outside, as its first process might. */
export function changeContainerFiles(world: World, { graph }: ContainerKernel, command: FileCommand): void {
  const { kind, container, path } = command;
  require(path.startsWith('/'), () => `"${path}" is no path from the container's root: begin it with a slash.`);
  changeFiles(graph, container, changeOf(command));
  world.emit({ kind: 'container.file-changed', container, path, change: CHANGE[kind], ...(kind === 'container.renameFile' && { to: command.to }) });
}

function changeOf(command: FileCommand): FileChange {
  const { path } = command;
  switch (command.kind) {
    case 'container.writeFile':
      require((command.text === undefined) !== (command.bytes === undefined), () => 'The command "container.writeFile" needs either "text" or "bytes".');
      return { change: 'write', path, bytes: command.bytes === undefined ? encodeUtf8(command.text ?? '') : Uint8Array.from(command.bytes) };
    case 'container.makeDirectory':
      return { change: 'make-directory', path };
    case 'container.removeFile':
      return { change: 'remove', path };
    case 'container.renameFile':
      return { change: 'rename', path, to: command.to };
  }
}
