import { blockBytes, blocksOf } from '../memory/block.ts';
import type { PageBatch } from '../memory/contents.ts';
import { GuestMemory } from '../memory/guest-memory.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import { type BlockDevice, DEVICE_BLOCK_BYTES, expectBlock, expectBlockContent } from '../storage/block-device.ts';
import { CLUSTER_BYTES, ClusterSet } from '../storage/cluster-set.ts';
import { format } from '../storage/file-system/format.ts';
import { clustersOfAll } from '../storage/clusters.ts';
import { chainOf, DiskImage, type Layer } from '../storage/disk-image.ts';
import { stepsAfter } from './guest-clock.ts';
import { LAST_CONTENT, nextContent, nextRandom } from './guest-numbers.ts';
import type { VirtualCpu } from './virtual-cpu.ts';

/**
 * The disk of a VM, on the host where the VM is unless it is shared. A VM without settings for one has its disk on storage
 * that all hosts share, and nothing of it is modelled.
 */
export interface DiskSettings {
  readonly bytes: number;
  /** Blocks written per second of the guest's running time; 0 where not given. */
  readonly writesPerSecond?: number;
  /** The blocks written are among the first so many bytes; the whole disk where not given. */
  readonly workingSetBytes?: number;
  /** Real bytes with a file system, for guests that keep files; where not, its blocks are numbers that stand for content. */
  readonly files?: boolean;
  /** On storage that all hosts share, so that a migration leaves it where it is; on the VM's host where not given. */
  readonly shared?: boolean;
}

/** A disk at one moment, to go back to; the chain below its top does not change. */
export interface DiskState {
  readonly top: Layer;
  readonly contents: PageTableImage;
}

/** Registers of the guest that its disk writes have; programs leave them alone. */
const RANDOM = 12;
const CONTENT = 13;
/** Writes made since the start, low and high word. */
const WRITES_LOW = 14;
const WRITES_HIGH = 15;

const WORD = 2 ** 32;
const BATCH_WRITES = 1024;
const SEED = 0x9e37_79b9;

/**
 * A disk of a machine's own: the top of a backing chain, the only layer that is written. Its blocks are in the same
 * copy-on-write store as memory, so that freezing it takes the same time for any size; which clusters are the top's own
 * is noted as they are written. Where a statistical guest writes next is in its registers: roll back, and the same
 * writes come again.
 */
export class Disk {
  readonly settings: DiskSettings;
  /** What is read through the chain, with its write log; a "page" of this store is a block. */
  readonly blocks: GuestMemory;
  /** Real bytes for a guest that keeps files; null on a statistical disk, whose blocks are numbers. */
  readonly device: BlockDevice | null;
  /** How many images were ever made for it; the next one's name has the next number. */
  imagesMade: number;
  #top: Layer;
  /** Clusters of the whole chain below the top, for as long as it stands on the same image. */
  #below: { readonly backing: DiskImage; readonly clusters: ClusterSet } | null = null;
  readonly #places = new Uint32Array(BATCH_WRITES);

  /** An empty disk, the first image of its chain unless images were made before. */
  constructor(settings: DiskSettings, imagesMade = 0) {
    this.settings = settings;
    const kind = settings.files === true ? 'bytes' : 'numbers';
    this.blocks = new GuestMemory(new PageTable(kind, settings.bytes / blockBytes(kind)));
    this.device = kind === 'bytes' ? new DiskDevice(this) : null;
    this.imagesMade = imagesMade;
    this.#top = this.#newLayer(null);
  }

  /** A disk on which something is installed: no block is empty. One with files has an empty file system. */
  static installed(settings: DiskSettings): Disk {
    const disk = new Disk(settings);
    const { table } = disk.blocks;
    if (disk.device !== null) {
      format(disk.device);
      return disk;
    }
    table.fillWith(Uint32Array.from({ length: table.pagesPerLeaf }, (_, index) => index + 1));
    disk.#top = { ...disk.#top, clusters: ClusterSet.upTo(disk.clusterCount) };
    return disk;
  }

  get blockCount(): number {
    return this.blocks.table.pageCount;
  }

  get clusterCount(): number {
    return Math.ceil(this.settings.bytes / CLUSTER_BYTES);
  }

  /** The layer that is written. */
  get top(): Layer {
    return this.#top;
  }

  /** Freezes the present state as an image, and puts an empty overlay on it. */
  freeze(): DiskImage {
    const image = new DiskImage(this.#top, this.blocks.table.capture());
    if (this.#below !== null && this.#below.backing === image.backing) {
      this.#below.clusters.addAll(image.clusters);
      this.#below = { backing: image, clusters: this.#below.clusters };
    }
    this.#top = this.#newLayer(image);
    return image;
  }

  /** The present state as an image that needs no other. The disk's own chain stays as it is. */
  copy(): DiskImage {
    return new DiskImage(this.#newLayer(null, this.allocated()), this.blocks.table.capture());
  }

  /** Forgets what is in the top, and goes on with an empty overlay on this image. */
  goOnFrom(image: DiskImage): void {
    this.blocks.table.restore(image.contents);
    this.#top = this.#newLayer(image);
  }

  /** Puts a layer with these contents in place, as after a restore or at the end of a job. */
  replaceTop(top: Layer, contents: PageTableImage): void {
    this.blocks.table.restore(contents);
    this.#top = top;
  }

  /** The disk as it is now, to go back to while it has the same chain. */
  capture(): DiskState {
    return { top: withOwnClusters(this.#top), contents: this.blocks.table.capture() };
  }

  /** Puts the disk back; the state stays good for another time. */
  goBackTo({ top, contents }: DiskState): void {
    this.replaceTop(withOwnClusters(top), contents);
  }

  /** Clusters that any layer of the chain has; all others are zeros. */
  allocated(): ClusterSet {
    return clustersOfAll(chainOf(this.#top));
  }

  /** How many those are. What is below the top is looked at once, for it does not change. */
  get allocatedCount(): number {
    const { clusters, backing } = this.#top;
    if (backing === null) return clusters.count;
    if (this.#below?.backing !== backing) this.#below = { backing, clusters: clustersOfAll(chainOf<DiskImage>(backing)) };
    return this.#below.clusters.count + clusters.countBeyond(this.#below.clusters);
  }

  /** Puts blocks in place that come from outside; the write log does not see them. */
  put(batch: PageBatch): void {
    this.blocks.table.write(batch);
    const blocks = CLUSTER_BYTES / blockBytes(batch.contents.kind);
    for (const block of batch.pages) this.#top.clusters.add(Math.floor(block / blocks));
  }

  /** The guest writes a block of real bytes: the cluster around it is the top's own from now on. */
  writeBytes(block: number, data: Uint8Array): void {
    this.blocks.writePageBytes(block, data);
    this.#top.clusters.add(Math.floor(block / (CLUSTER_BYTES / DEVICE_BLOCK_BYTES)));
  }

  /** A name for a new image. */
  newName(what: 'overlay' | 'copy'): string {
    const number = this.imagesMade++;
    return number === 0 ? 'base' : `${what}-${number}`;
  }

  #newLayer(backing: DiskImage | null, clusters = new ClusterSet()): Layer {
    const taken = backing === null ? [] : chainOf<DiskImage>(backing).map(({ name }) => name);
    let name: string;
    // A disk that goes on from another one's image counts from its own beginning.
    do name = this.newName(backing === null ? 'copy' : 'overlay');
    while (taken.includes(name));
    return { name, clusters, backing };
  }

  /** Makes the writes that are due after the guest's running time: computed from the whole, so that looking changes nothing. */
  catchUp({ registers, runningTime }: Pick<VirtualCpu, 'registers' | 'runningTime'>): void {
    const { writesPerSecond = 0 } = this.settings;
    const made = (registers[WRITES_HIGH] as number) * WORD + (registers[WRITES_LOW] as number);
    const due = stepsAfter(runningTime, writesPerSecond);
    if (due <= made) return;
    this.#write(due - made, registers);
    registers[WRITES_LOW] = due % WORD;
    registers[WRITES_HIGH] = Math.floor(due / WORD);
  }

  #write(count: number, registers: Uint32Array): void {
    const { bytes, workingSetBytes = bytes } = this.settings;
    const scale = blocksOf(workingSetBytes) / WORD;
    for (let left = count; left > 0; ) {
      const first = nextContent(registers[CONTENT] as number);
      const batch = Math.min(left, BATCH_WRITES, LAST_CONTENT - first + 1);
      let random = (registers[RANDOM] as number) || SEED;
      for (let index = 0; index < batch; index++) {
        random = nextRandom(random);
        this.#places[index] = Math.floor((random >>> 0) * scale);
      }
      this.blocks.writePages(this.#places, batch, first);
      for (let index = 0; index < batch; index++) this.#top.clusters.add(this.#places[index] as number);
      registers[RANDOM] = random;
      registers[CONTENT] = first + batch - 1;
      left -= batch;
    }
  }
}

/** The same disk as a guest's program has it in its hands. */
class DiskDevice implements BlockDevice {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  get blockCount(): number {
    return this.#disk.blockCount;
  }

  readBlock(block: number): Uint8Array {
    expectBlock(this, block);
    return readPageBytes(this.#disk.blocks.table, block);
  }

  writeBlock(block: number, data: Uint8Array): void {
    expectBlock(this, block);
    expectBlockContent(data);
    this.#disk.writeBytes(block, data);
  }
}

function readPageBytes(table: PageTable, page: number): Uint8Array {
  return table.read(Uint32Array.of(page)).contents.data as Uint8Array;
}

/** The layer with a set of clusters that nobody else writes to. */
function withOwnClusters(layer: Layer): Layer {
  return { ...layer, clusters: layer.clusters.copy() };
}
