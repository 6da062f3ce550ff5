import * as vscode from 'vscode';
import type { Command, FileAnswer, FileQuestion } from '../../simulator/index.ts';
import { isThere } from '../util/is-there.ts';
import type { WorldClient } from '../world/world-client.ts';
import { ContainerChanges } from './container-changes.ts';
import { containerPlaceOf } from './container-uri.ts';

/** The files of containers as their processes see them, for the Explorer and the editors; changed with the rights of their root. */
export class ContainerFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #world: WorldClient;
  readonly #changes: ContainerChanges;

  constructor(world: WorldClient) {
    this.#world = world;
    this.#changes = new ContainerChanges(world);
  }

  get onDidChangeFile(): vscode.Event<vscode.FileChangeEvent[]> {
    return this.#changes.onDidChange;
  }

  watch(uri: vscode.Uri): vscode.Disposable {
    return this.#changes.watch(uri);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const answer = await this.#ask(uri, 'stat');
    if (answer.kind !== 'stat') throw vscode.FileSystemError.FileNotFound(uri);
    const { kind, size, modifiedAt } = answer.status;
    return { type: typeOf(kind), size, ctime: 0, mtime: Math.floor(modifiedAt / 1_000), ...(!answer.isWritable && { permissions: vscode.FilePermission.Readonly }) };
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

  async writeFile(uri: vscode.Uri, content: Uint8Array, options: { readonly create: boolean; readonly overwrite: boolean }): Promise<void> {
    const known = await isThere(this, uri);
    if (known && !options.overwrite) throw vscode.FileSystemError.FileExists(uri);
    if (!known && !options.create) throw vscode.FileSystemError.FileNotFound(uri);
    await this.#change({ kind: 'container.writeFile', ...containerPlaceOf(uri), bytes: [...content] });
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await this.#change({ kind: 'container.makeDirectory', ...containerPlaceOf(uri) });
  }

  async delete(uri: vscode.Uri): Promise<void> {
    await this.#change({ kind: 'container.removeFile', ...containerPlaceOf(uri) });
  }

  async rename(from: vscode.Uri, to: vscode.Uri, options: { readonly overwrite: boolean }): Promise<void> {
    const [source, target] = [containerPlaceOf(from), containerPlaceOf(to)];
    if (source.container !== target.container) throw vscode.FileSystemError.NoPermissions('A file cannot move from one container to another: copy it.');
    if (!options.overwrite && (await isThere(this, to))) throw vscode.FileSystemError.FileExists(to);
    await this.#change({ kind: 'container.renameFile', ...source, to: target.path });
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #change(command: Command): Promise<void> {
    await this.#world.ready();
    const outcome = await this.#world.apply(command);
    if (!outcome.ok) throw vscode.FileSystemError.NoPermissions(outcome.refusal);
  }

  async #ask(uri: vscode.Uri, ask: FileQuestion['ask']): Promise<FileAnswer> {
    await this.#world.ready();
    const { container, path } = containerPlaceOf(uri);
    let answer: FileAnswer;
    try {
      answer = await this.#world.lookIntoContainer(container, { ask, path });
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(error instanceof Error ? error.message : String(error));
    }
    this.#changes.shown(uri, answer);
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
