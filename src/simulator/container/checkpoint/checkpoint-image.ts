import { PAGE_BYTES } from '../../memory/page.ts';
import { sha256 } from '../image/sha-256.ts';
import type { Image } from '../image/image.ts';
import type { Walls } from '../oci/walls.ts';
import { RuntimeError } from '../oci/runtime-error.ts';

const VERSION = 1;

/** One of the files of an image, by CRIU's names (criu.org/Images). */
export interface ImageFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Bytes that it would have on a disk: a page counts 4096, though a number stands for its content. */
  readonly size: number;
  /** SHA-256 of the bytes. */
  readonly checksum: string;
}

/** A container as it was at one moment, with all that another host needs to go on with it. */
export interface CheckpointImage {
  readonly version: typeof VERSION;
  /** What the files lie on; the layers themselves come from wherever the image comes from, by their digests. */
  readonly image: Image;
  readonly walls: Walls;
  /** Its address on the bridge; null where it has the network of its host. */
  readonly address: string | null;
  /** Ports of its host that lead to it, as in "8080:80"; absent where there are none. */
  readonly published?: readonly string[];
  readonly processes: number;
  readonly pages: number;
  readonly files: readonly ImageFile[];
}

/** What is known of a container beside its state and its memory. */
export type CheckpointFacts = Omit<CheckpointImage, 'version' | 'files' | 'pages'>;

/** Puts the files of the state, and for each address space the contents of its pages, together to an image. */
export function newCheckpointImage(facts: CheckpointFacts, state: ReadonlyMap<string, Uint8Array>, memory: readonly Uint32Array[]): CheckpointImage {
  const files = [...state].map(([name, bytes]) => newFile(name, bytes, bytes.length));
  memory.forEach((contents, index) => {
    const present = contents.filter((content) => content !== 0);
    const pagemap = encodePagemap(contents);
    files.push(newFile(`pagemap-${index + 1}.img`, pagemap, pagemap.length));
    files.push(newFile(`pages-${index + 1}.img`, bytesOf(present), present.length * PAGE_BYTES));
  });
  return { version: VERSION, ...facts, pages: memory.reduce((sum, contents) => sum + contents.length, 0), files };
}

function newFile(name: string, bytes: Uint8Array, size: number): ImageFile {
  return { name, bytes, size, checksum: sha256(bytes) };
}

/** What an image of these files holds of the state. Throws where the image is damaged or of another version. */
export function stateFiles({ version, files }: CheckpointImage): ReadonlyMap<string, Uint8Array> {
  const found: number = version;
  if (found !== VERSION) throw new RuntimeError(`The checkpoint has version ${found}, and this VirtLab reads version ${VERSION}: update VirtLab to restore it.`);
  const broken = files.find((file) => sha256(file.bytes) !== file.checksum);
  if (broken !== undefined) throw new RuntimeError(`The checkpoint is damaged: ${broken.name} does not fit its checksum. Take another one.`);
  return new Map(files.filter(({ name }) => !/^page(map|s)-/.test(name)).map(({ name, bytes }) => [name, bytes]));
}

/** The contents of the pages of each address space. */
export function memoryOf({ files }: CheckpointImage): readonly Uint32Array[] {
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const memory: Uint32Array[] = [];
  for (let number = 1; byName.has(`pagemap-${number}.img`); number++) {
    memory.push(decodePages(byName.get(`pagemap-${number}.img`) as Uint8Array, byName.get(`pages-${number}.img`) ?? new Uint8Array()));
  }
  return memory;
}

/** How many pages there are, then the runs of those that are no zero pages: first page and length. All little-endian words. */
function encodePagemap(contents: Uint32Array): Uint8Array {
  const words = [contents.length];
  for (let page = 0; page < contents.length; page++) {
    if (contents[page] === 0) continue;
    const first = page;
    while (page < contents.length && contents[page] !== 0) page++;
    words.push(first, page - first);
  }
  return bytesOf(Uint32Array.from(words));
}

function decodePages(pagemap: Uint8Array, pages: Uint8Array): Uint32Array {
  const [count = 0, ...runs] = wordsOf(pagemap);
  const present = wordsOf(pages);
  const contents = new Uint32Array(count);
  let taken = 0;
  for (let index = 0; index < runs.length; index += 2) {
    const [first = 0, length = 0] = runs.slice(index, index + 2);
    contents.set(present.subarray(taken, taken + length), first);
    taken += length;
  }
  return contents;
}

function bytesOf(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => {
    view.setUint32(index * 4, word, true);
  });
  return bytes;
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
}
