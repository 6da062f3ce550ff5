import { FileSystemError, type FileSystemErrorCode } from '../../src/simulator/storage/file-system/file-system-error.ts';
import type { FileSystem } from '../../src/simulator/storage/file-system/file-system.ts';
import fc from './property.ts';

/** Bytes to be written, in a form that a failing case can be read in. */
interface Content {
  readonly length: number;
  readonly seed: number;
}

/** An operation on files, sensible or not. */
export type FileOperation =
  | { readonly kind: 'writeFile' | 'append'; readonly path: string; readonly content: Content }
  | { readonly kind: 'writeAt'; readonly path: string; readonly offset: number; readonly content: Content }
  | { readonly kind: 'makeDirectory' | 'remove'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string };

const paths = fc.constantFrom('/a', '/b', '/a/b', '/a/c', '/b/c', '/a/b/c', '/log', '/a/b/c/d', 'log', '/größe');
/** Lengths around the edges of blocks, and one that needs an indirect block. */
const lengths = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(4095, 4096, 4097, 8192, 100_000));
const contents: fc.Arbitrary<Content> = fc.record({ length: lengths, seed: fc.nat(255) });

function bytesOf({ length, seed }: Content): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + seed) & 255);
}

export const fileOperations: fc.Arbitrary<FileOperation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('writeFile' as const, 'append' as const), path: paths, content: contents }),
  fc.record({ kind: fc.constant('writeAt' as const), path: paths, offset: fc.nat(9000), content: contents }),
  fc.record({ kind: fc.constantFrom('makeDirectory' as const, 'makeDirectory' as const, 'remove' as const), path: paths }),
  fc.record({ kind: fc.constant('rename' as const), path: paths, to: paths }),
);

/** Does it, and says how it was refused; null where it was done. */
export function perform(files: FileSystem, operation: FileOperation): FileSystemErrorCode | null {
  try {
    act(files, operation);
    return null;
  } catch (error) {
    if (error instanceof FileSystemError) return error.code;
    throw error;
  }
}

function act(files: FileSystem, operation: FileOperation): void {
  switch (operation.kind) {
    case 'writeFile':
      files.writeFile(operation.path, bytesOf(operation.content));
      return;
    case 'append':
      files.append(operation.path, bytesOf(operation.content));
      return;
    case 'writeAt':
      files.writeAt(operation.path, operation.offset, bytesOf(operation.content));
      return;
    case 'makeDirectory':
      files.makeDirectory(operation.path);
      return;
    case 'remove':
      files.remove(operation.path);
      return;
    case 'rename':
      files.rename(operation.path, operation.to);
  }
}

/** The same as plain maps: a path to its bytes, or to null where it is a directory. */
export class FileModel {
  readonly #nodes = new Map<string, Uint8Array | null>([['', null]]);

  /** Does it if it can be done; returns whether it could. */
  perform(operation: FileOperation): boolean {
    const path = clean(operation.path);
    const present = this.#nodes.get(path);
    switch (operation.kind) {
      case 'writeFile':
      case 'append':
        if (!this.#isDirectory(parent(path)) || present === null) return false;
        this.#nodes.set(path, joined(operation.kind === 'append' ? present : undefined, bytesOf(operation.content)));
        return true;
      case 'writeAt': {
        if (!(present instanceof Uint8Array) || operation.offset + operation.content.length > present.length) return false;
        const changed = present.slice();
        changed.set(bytesOf(operation.content), operation.offset);
        this.#nodes.set(path, changed);
        return true;
      }
      case 'makeDirectory':
        if (!this.#isDirectory(parent(path)) || present !== undefined) return false;
        this.#nodes.set(path, null);
        return true;
      case 'remove':
        if (present === undefined || (present === null && !this.#isEmpty(path))) return false;
        this.#nodes.delete(path);
        return true;
      case 'rename':
        return this.#rename(path, clean(operation.to));
    }
  }

  /** Every path with its bytes, or null, in alphabetical order. */
  listing(): (readonly [string, Uint8Array | null])[] {
    return [...this.#nodes].filter(([path]) => path !== '').sort(([one], [other]) => (one < other ? -1 : 1));
  }

  #rename(from: string, to: string): boolean {
    const [moved, old] = [this.#nodes.get(from), this.#nodes.get(to)];
    if (moved === undefined || to.startsWith(`${from}/`) || !this.#isDirectory(parent(to))) return false;
    if (from === to) return true;
    if (old !== undefined && ((old === null) !== (moved === null) || (old === null && !this.#isEmpty(to)))) return false;
    for (const [path, bytes] of [...this.#nodes]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#nodes.delete(path);
      this.#nodes.set(to + path.slice(from.length), bytes);
    }
    return true;
  }

  #isDirectory(path: string): boolean {
    return this.#nodes.get(path) === null;
  }

  #isEmpty(path: string): boolean {
    return ![...this.#nodes.keys()].some((each) => each.startsWith(`${path}/`));
  }
}

/** The same listing of a file system. */
export function listingOf(files: FileSystem, directory = ''): (readonly [string, Uint8Array | null])[] {
  const found = files.list(directory).flatMap(({ name, type }): (readonly [string, Uint8Array | null])[] => {
    const path = `${directory}/${name}`;
    return type === 'file' ? [[path, files.readFile(path)]] : [[path, null], ...listingOf(files, path)];
  });
  return directory === '' ? found.sort(([one], [other]) => (one < other ? -1 : 1)) : found;
}

function joined(first: Uint8Array | undefined, second: Uint8Array): Uint8Array {
  return first === undefined ? second : Uint8Array.from([...first, ...second]);
}

function clean(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
