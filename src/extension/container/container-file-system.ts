import * as vscode from 'vscode';
import type { FileAnswer, FileQuestion } from '../../simulator/index.ts';
import type { WorldClient } from '../world/world-client.ts';

export const CONTAINER_SCHEME = 'virtlab-container';

/** `virtlab-container:/box-1/etc/passwd` */
export function containerUri(container: string, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: CONTAINER_SCHEME, path: `/${container}${path}` });
}

/** The files of containers as their processes see them, read-only: what writes them are processes. */
export class ContainerFileSystem implements vscode.FileSystemProvider {
  readonly #world: WorldClient;
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>;

  constructor(world: WorldClient) {
    this.#world = world;
    // Editors ask again when they are shown; no process says what it has written.
    this.onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const answer = await this.#ask(uri, 'stat');
    if (answer.kind !== 'stat') throw vscode.FileSystemError.FileNotFound(uri);
    const { kind, size, modifiedAt } = answer.status;
    return { type: typeOf(kind), size, ctime: 0, mtime: Math.floor(modifiedAt / 1e6), permissions: vscode.FilePermission.Readonly };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const answer = await this.#ask(uri, 'list');
    return answer.kind === 'list' ? answer.entries.map(({ name, kind }) => [name, typeOf(kind)]) : [];
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const answer = await this.#ask(uri, 'read');
    if (answer.kind !== 'read') throw vscode.FileSystemError.FileNotFound(uri);
    return answer.bytes;
  }

  writeFile(): never {
    throw vscode.FileSystemError.NoPermissions('Files of a container are written by its processes: open a shell in it.');
  }

  createDirectory(): never {
    return this.writeFile();
  }

  delete(): never {
    return this.writeFile();
  }

  rename(): never {
    return this.writeFile();
  }

  async #ask(uri: vscode.Uri, ask: FileQuestion['ask']): Promise<FileAnswer> {
    await this.#world.ready();
    const [, container = '', ...names] = uri.path.split('/');
    let answer: FileAnswer;
    try {
      answer = await this.#world.lookIntoContainer(container, { ask, path: `/${names.join('/')}` });
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(error instanceof Error ? error.message : String(error));
    }
    if (answer.kind !== 'refused') return answer;
    switch (answer.errno) {
      case 'ENOENT':
      case 'ENOTDIR':
        throw vscode.FileSystemError.FileNotFound(uri);
      case 'EISDIR':
        throw vscode.FileSystemError.FileIsADirectory(uri);
      default:
        throw vscode.FileSystemError.NoPermissions(answer.errno);
    }
  }
}

function typeOf(kind: Extract<FileAnswer, { kind: 'stat' }>['status']['kind']): vscode.FileType {
  if (kind === 'directory') return vscode.FileType.Directory;
  return kind === 'regular' ? vscode.FileType.File : vscode.FileType.Unknown;
}
