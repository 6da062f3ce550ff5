import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { ScratchDevice } from '../scratch-device.ts';
import { isBlockUsed } from './bitmap.ts';
import { blocksOfInode } from './block-map.ts';
import { checksumOfContent } from './content.ts';
import { entriesOf } from './directory.ts';
import { FileSystemError } from './file-system-error.ts';
import { type Inode, readInode } from './inode.ts';
import { decodeSuperblock, inodeCount, type Layout, ROOT_INODE } from './layout.ts';
import { replayJournal, Transaction } from './transaction.ts';

/** What a check found: `problems` are sentences, each naming its place; none means that the file system is whole. */
export interface CheckReport {
  readonly problems: readonly string[];
  readonly files: number;
  readonly directories: number;
  /** Blocks that a crash left to be written from the journal; a mount does it. */
  readonly replayedBlocks: number;
}

/**
 * Looks at the whole file system as fsck does: that every path leads to an inode, every inode to blocks of its own, the
 * bitmap knows them, and every content has its checksum. Only reads; what the journal holds is taken as done.
 */
export function check(device: BlockDevice): CheckReport {
  const scratch = new ScratchDevice(device);
  try {
    const layout = decodeSuperblock(scratch.readBlock(0), scratch.blockCount);
    const replayedBlocks = replayJournal(scratch, layout);
    return { ...new Check(new Transaction(scratch, layout)).run(), replayedBlocks };
  } catch (error) {
    return { problems: [sentenceOf(error)], files: 0, directories: 0, replayedBlocks: 0 };
  }
}

class Check {
  readonly #transaction: Transaction;
  readonly #layout: Layout;
  readonly #problems: string[] = [];
  readonly #pathOfInode = new Map<number, string>();
  readonly #pathOfBlock = new Map<number, string>();
  #files = 0;
  #directories = 0;

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
    this.#layout = transaction.layout;
  }

  run(): Omit<CheckReport, 'replayedBlocks'> {
    this.#visit(ROOT_INODE, '/');
    this.#findOrphans();
    this.#compareBitmap();
    return { problems: this.#problems, files: this.#files, directories: this.#directories };
  }

  #visit(number: number, path: string): void {
    const known = this.#pathOfInode.get(number);
    if (known !== undefined) {
      this.#problems.push(`${path} and ${known} are the same inode ${number}.`);
      return;
    }
    this.#pathOfInode.set(number, path);
    const inode = this.#try(path, () => (number < inodeCount(this.#layout) ? readInode(this.#transaction, number) : null));
    if (inode === undefined) return;
    if (inode === null) {
      this.#problems.push(`${path} names inode ${number}, which is free.`);
      return;
    }
    if (inode.type === 'file') this.#files++;
    else this.#directories++;
    const isWhole = this.#try(path, () => this.#checkContent(inode, path)) ?? false;
    if (inode.type === 'directory' && isWhole) this.#enter(inode, path);
  }

  #enter(directory: Inode, path: string): void {
    if (directory.size % DEVICE_BLOCK_BYTES !== 0) this.#problems.push(`The directory ${path} has ${directory.size} bytes, which are no whole blocks.`);
    const names = new Set<string>();
    for (const { name, inode } of entriesOf(this.#transaction, directory)) {
      const below = `${path === '/' ? '' : path}/${name}`;
      if (names.has(name)) this.#problems.push(`${below} is there twice.`);
      names.add(name);
      this.#visit(inode, below);
    }
  }

  /** Returns whether the content can be trusted. */
  #checkContent(inode: Inode, path: string): boolean {
    const { content, indirect } = blocksOfInode(this.#transaction, inode);
    for (const block of [...content, ...indirect]) {
      const other = this.#pathOfBlock.get(block);
      if (other !== undefined) this.#problems.push(`Block ${block} belongs to ${path} and to ${other}.`);
      this.#pathOfBlock.set(block, path);
    }
    if (checksumOfContent(this.#transaction, inode) === inode.checksum) return true;
    this.#problems.push(`The content of ${path} is not what was written: its checksum does not fit.`);
    return false;
  }

  /** Inodes in use that no path leads to. */
  #findOrphans(): void {
    for (let number = 1; number < inodeCount(this.#layout); number++) {
      if (this.#pathOfInode.has(number)) continue;
      const inode = this.#try(`inode ${number}`, () => readInode(this.#transaction, number));
      if (inode) this.#problems.push(`Inode ${number} is a ${inode.type} that no directory names.`);
    }
  }

  #compareBitmap(): void {
    let lost = 0;
    for (let block = 0; block < this.#layout.blockCount; block++) {
      const isUsed = isBlockUsed(this.#transaction, block);
      const path = block < this.#layout.dataStart ? 'the file system itself' : this.#pathOfBlock.get(block);
      if (path !== undefined && !isUsed) this.#problems.push(`Block ${block} belongs to ${path}, and the bitmap says that it is free.`);
      if (path === undefined && isUsed) lost++;
    }
    if (lost > 0) this.#problems.push(`${lost} ${lost === 1 ? 'block is' : 'blocks are'} taken in the bitmap, and nothing uses ${lost === 1 ? 'it' : 'them'}.`);
  }

  #try<Result>(place: string, act: () => Result): Result | undefined {
    try {
      return act();
    } catch (error) {
      this.#problems.push(`${place}: ${sentenceOf(error)}`);
      return undefined;
    }
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof FileSystemError) return error.message;
  throw error;
}
