import type { RandomStream } from '../../src/simulator/kernel/random.ts';
import type { FileContent, FileEffect } from '../../src/simulator/machine/ports/snapshot-file.ts';
import { StorageFailure } from '../../src/simulator/machine/shared-storage.ts';
import type { MemoryImage } from '../../src/simulator/machine/memory-image.ts';
import { firstPages } from '../../src/simulator/memory/contents.ts';
import { RealBytes } from './real-bytes.ts';

/** A file of real bytes whose writes come back early now and then, and which fails when it is told to. */
export class AsynchronousFile {
  readonly #random: RandomStream;
  #content: RealBytes | null;
  #device = new Uint8Array(0);
  #failure: StorageFailure | null = null;

  constructor(pageCount: number, random: RandomStream) {
    this.#content = new RealBytes(pageCount);
    this.#random = random;
  }

  get exists(): boolean {
    return this.#content !== null;
  }

  /** From now on every write fails. */
  breakDown(): void {
    this.#failure = new StorageFailure('Input/output error.');
  }

  perform(effect: FileEffect): unknown {
    switch (effect.kind) {
      case 'write-file': {
        if (this.#failure !== null) throw this.#failure;
        const { message } = effect;
        if (message.kind === 'pages') {
          const count = 1 + this.#random.below(message.batch.pages.length);
          const { pages, contents } = firstPages(message.batch, count);
          if (contents.kind === 'bytes') this.#expectContent().writePages(pages, contents.data);
          return count;
        }
        this.#device = message.state.slice();
        return undefined;
      }
      case 'close-file': {
        const { pageCount, bytes } = this.#expectContent();
        const memory: MemoryImage & { readonly bytes: Uint8Array } = { pageCount, bytes: bytes.slice() };
        return { memory, device: this.#device, bytes: bytes.length } satisfies FileContent;
      }
      case 'delete-file':
        this.#content = null;
        return undefined;
    }
  }

  #expectContent(): RealBytes {
    if (this.#content === null) throw new Error('The file has been deleted.');
    return this.#content;
  }
}
