import * as vscode from 'vscode';
import type { Command, DiskAnswer, DiskQuestion } from '../../simulator/index.ts';
import { isThere } from '../util/is-there.ts';
import { findVm } from '../util/pick.ts';
import type { WorldClient } from '../world/world-client.ts';
import { DiskChanges } from './disk-changes.ts';
import { type DiskPlace, placeOf } from './disk-uri.ts';

type Stat = Extract<DiskAnswer, { kind: 'stat' }>['stat'];

/**
 * Files on the disks of VMs, for the Explorer and the editors. The disk as it is now can be written while its VM is
 * powered off; while it runs, its own kernel has the file system in use. A snapshot is never written.
 */
export class DiskFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #world: WorldClient;
  readonly #changes: DiskChanges;

  constructor(world: WorldClient) {
    this.#world = world;
    this.#changes = new DiskChanges(world);
  }

  get onDidChangeFile(): vscode.Event<vscode.FileChangeEvent[]> {
    return this.#changes.onDidChange;
  }

  watch(uri: vscode.Uri): vscode.Disposable {
    return this.#changes.watch(uri);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const place = expectPlace(uri);
    const answer = await this.#ask(uri, place, { ask: 'stat', path: place.path });
    return this.#fileStat(place, expected(answer, 'stat').stat);
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const place = expectPlace(uri);
    const answer = await this.#ask(uri, place, { ask: 'list', path: place.path });
    return expected(answer, 'list').entries.map(({ name, type }) => [name, typeOf(type)]);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const place = expectPlace(uri);
    return expected(await this.#ask(uri, place, { ask: 'read', path: place.path }), 'read').bytes;
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array, options: { readonly create: boolean; readonly overwrite: boolean }): Promise<void> {
    const place = expectPlace(uri);
    const known = await isThere(this, uri);
    if (known && !options.overwrite) throw vscode.FileSystemError.FileExists(uri);
    if (!known && !options.create) throw vscode.FileSystemError.FileNotFound(uri);
    await this.#change(place, { kind: 'disk.writeFile', vm: place.vm, path: place.path, bytes: [...content] });
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    const place = expectPlace(uri);
    await this.#change(place, { kind: 'disk.makeDirectory', vm: place.vm, path: place.path });
  }

  async delete(uri: vscode.Uri): Promise<void> {
    const place = expectPlace(uri);
    await this.#change(place, { kind: 'disk.removeFile', vm: place.vm, path: place.path });
  }

  async rename(from: vscode.Uri, to: vscode.Uri, options: { readonly overwrite: boolean }): Promise<void> {
    const [source, target] = [expectPlace(from), expectPlace(to)];
    if (source.vm !== target.vm) throw vscode.FileSystemError.NoPermissions('A file cannot move from one disk to another: copy it.');
    if (!options.overwrite && (await isThere(this, to))) throw vscode.FileSystemError.FileExists(to);
    await this.#change(target, { kind: 'disk.renameFile', vm: source.vm, path: source.path, to: target.path });
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #ask(uri: vscode.Uri, { vm, snapshot }: DiskPlace, question: DiskQuestion): Promise<DiskAnswer> {
    await this.#world.ready();
    let answer: DiskAnswer;
    try {
      answer = await this.#world.lookIntoDisk(vm, snapshot, question);
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(error instanceof Error ? error.message : String(error));
    }
    if (answer.kind === 'refused') throw refusalOf(answer, uri);
    return answer;
  }

  async #change({ snapshot }: DiskPlace, command: Command): Promise<void> {
    if (snapshot !== null) throw vscode.FileSystemError.NoPermissions('A snapshot is never written: roll back to it, stop the VM, and change the disk as it is then.');
    await this.#world.ready();
    const outcome = await this.#world.apply(command);
    if (!outcome.ok) throw vscode.FileSystemError.NoPermissions(outcome.refusal);
  }

  #fileStat({ vm, snapshot }: DiskPlace, { type, size, version, checksum }: Stat): vscode.FileStat {
    const isOff = findVm(this.#world.inventory, vm)?.state === 'stopped';
    const mayWrite = snapshot === null && isOff;
    return {
      type: typeOf(type),
      size: type === 'file' ? size : 0,
      ctime: 0,
      // No clock on the disk: editors see by this that a file has changed, also where a roll back took its version back.
      mtime: version * 0x1_0000 + (checksum & 0xffff),
      ...(!mayWrite && { permissions: vscode.FilePermission.Readonly }),
    };
  }
}

function expectPlace(uri: vscode.Uri): DiskPlace {
  const place = placeOf(uri);
  if (place === null) throw vscode.FileSystemError.FileNotFound(uri);
  return place;
}

function typeOf(type: 'file' | 'directory'): vscode.FileType {
  return type === 'file' ? vscode.FileType.File : vscode.FileType.Directory;
}

function refusalOf({ code, message }: Extract<DiskAnswer, { kind: 'refused' }>, uri: vscode.Uri): vscode.FileSystemError {
  switch (code) {
    case 'not-found':
      return vscode.FileSystemError.FileNotFound(uri);
    case 'is-a-directory':
      return vscode.FileSystemError.FileIsADirectory(uri);
    case 'not-a-directory':
      return vscode.FileSystemError.FileNotADirectory(uri);
    case 'exists':
      return vscode.FileSystemError.FileExists(uri);
    default:
      return vscode.FileSystemError.Unavailable(message);
  }
}

function expected<Kind extends DiskAnswer['kind']>(answer: DiskAnswer, kind: Kind): Extract<DiskAnswer, { kind: Kind }> {
  if (answer.kind === kind) return answer as Extract<DiskAnswer, { kind: Kind }>;
  throw new Error(`The disk answered ${answer.kind} where ${kind} was asked for.`);
}
