import { describe, expect, test } from 'vitest';
import { Disk } from '../../../src/simulator/machine/disk.ts';
import { hashOfMemory } from '../../../src/simulator/memory/hash.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { CLUSTER_BYTES } from '../../../src/simulator/storage/cluster-set.ts';
import { chainOf, type DiskImage } from '../../../src/simulator/storage/disk-image.ts';
import type { BlockJob, JobContext } from '../../../src/simulator/storage/jobs/block-job.ts';
import { commit, type TopAfterCommit } from '../../../src/simulator/storage/jobs/commit.ts';
import { copyDisk } from '../../../src/simulator/storage/jobs/copy-disk.ts';
import { rebase, rebaseUnsafely } from '../../../src/simulator/storage/jobs/rebase.ts';
import { stream } from '../../../src/simulator/storage/jobs/stream.ts';
import { damageImage, mergeImage } from '../../../src/simulator/storage/merge-image.ts';
import { expectChainsTrue, hashOfImage } from '../../laws/disk-laws.ts';
import fc from '../../helpers/property.ts';

/** 64 clusters of 16 blocks. */
const BYTES = 4 * MEBIBYTE;
const SPEED = CLUSTER_BYTES * 1000;

function write(disk: Disk, block: number, byte: number): void {
  disk.device?.writeBlock(block, new Uint8Array(4096).fill(byte));
}

/** Cluster 0 to `top` written in as many layers: cluster n is the own of layer n, the base is 0. */
function chain(layers: number): { disk: Disk; images: DiskImage[] } {
  const disk = new Disk({ bytes: BYTES, files: true });
  const images: DiskImage[] = [];
  for (let layer = 0; layer < layers; layer++) {
    if (layer > 0) images.push(disk.freeze());
    write(disk, 16 * layer, layer + 1);
  }
  return { disk, images };
}

function contextOf(disk: Disk): JobContext {
  return { disk, bytesPerSecond: SPEED, progress: { doneBytes: 0, totalBytes: 0 } };
}

/** Runs a job; after each portion the guest does this. Returns the nanoseconds that it took. */
function run(job: BlockJob, guest: (portion: number) => void = () => undefined, portions = Number.POSITIVE_INFINITY): number {
  let time = 0;
  for (let portion = 0; ; portion++) {
    if (portion === portions) {
      job.return(undefined);
      return time;
    }
    const step = job.next();
    if (step.done === true) return time;
    time += step.value;
    guest(portion);
  }
}

describe('commit', () => {
  test('brings what the layers above have into the base, and goes on in it', () => {
    const { disk, images } = chain(4);
    const before = hashOfMemory(disk.blocks.table);
    const context = contextOf(disk);
    // Three clusters, a millisecond each.
    expect(run(commit(context, images[0] as DiskImage, 'dropped'))).toBe(3_000_000);
    expect(context.progress).toEqual({ doneBytes: 3 * CLUSTER_BYTES, totalBytes: 3 * CLUSTER_BYTES });
    expect([disk.top.name, [...disk.top.clusters], disk.top.backing]).toEqual(['base', [0, 1, 2, 3], null]);
    expect(hashOfMemory(disk.blocks.table)).toBe(before);
  });

  test('leaves the top empty where it is to stay', () => {
    const { disk, images } = chain(3);
    const before = hashOfMemory(disk.blocks.table);
    run(commit(contextOf(disk), images[1] as DiskImage, 'emptied'));
    expect([disk.top.name, disk.top.clusters.count, disk.top.backing]).toEqual(['overlay-2', 0, images[1]]);
    expect([...(images[1] as DiskImage).clusters]).toEqual([1, 2]);
    expect(hashOfMemory(disk.blocks.table)).toBe(before);
  });

  test('makes garbage of the images between: each has its own clusters, and the others of another time', () => {
    const { disk, images } = chain(3);
    const between = images[1] as DiskImage;
    write(disk, 0, 99);
    const sound = hashOfImage(between.contents);
    run(commit(contextOf(disk), images[0] as DiskImage, 'dropped'));
    damageImage(between, 'disk was committed into');
    expect(hashOfImage(between.contents)).not.toBe(sound);
    const reader = new Disk({ bytes: BYTES, files: true });
    reader.goOnFrom(between);
    // Cluster 0 is what was written long after, cluster 1 its own, and cluster 2 was not there when it was frozen.
    expect([0, 16, 32].map((block) => reader.device?.readBlock(block)[0])).toEqual([99, 2, 3]);
  });

  test('broken off, it leaves a disk that reads as before, and a base that cannot be trusted', () => {
    const { disk, images } = chain(40);
    const before = hashOfMemory(disk.blocks.table);
    run(commit(contextOf(disk), images[0] as DiskImage, 'dropped'), undefined, 1);
    // The first portion was still on its way.
    expect(images[0]?.damage).toBe(null);
    run(commit(contextOf(disk), images[0] as DiskImage, 'dropped'), undefined, 2);
    expect(hashOfMemory(disk.blocks.table)).toBe(before);
    expect(images[0]?.damage).toBe('a commit into it was broken off');
    expect(disk.blocks.isLogging).toBe(false);
    expectChainsTrue(disk, [images[0] as DiskImage]);
    run(commit(contextOf(disk), images[0] as DiskImage, 'dropped'));
    expect([disk.top.name, hashOfMemory(disk.blocks.table)]).toEqual(['base', before]);
  });
});

describe('stream', () => {
  test('brings what is below up into the top, which then needs no other image', () => {
    const { disk } = chain(4);
    const before = hashOfMemory(disk.blocks.table);
    expect(run(stream(contextOf(disk), null))).toBe(3_000_000);
    expect([disk.top.name, [...disk.top.clusters], disk.top.backing]).toEqual(['overlay-3', [0, 1, 2, 3], null]);
    expect(hashOfMemory(disk.blocks.table)).toBe(before);
  });

  test('as far as a base: that and what is below it stay', () => {
    const { disk, images } = chain(4);
    expect(run(stream(contextOf(disk), images[1] as DiskImage))).toBe(1_000_000);
    expect(chainOf(disk.top).map(({ name }) => name)).toEqual(['overlay-3', 'overlay-1', 'base']);
  });

  test('a cluster that the guest writes meanwhile need not come any more', () => {
    const { disk } = chain(40);
    const time = run(stream(contextOf(disk), null), (portion) => {
      // The first portion is clusters 0 to 15; the guest writes two of the second.
      if (portion === 0) [16, 17].forEach((cluster) => { write(disk, 16 * cluster, 7); });
    });
    expect(time).toBe((39 - 2) * 1_000_000);
  });
});

describe('rebase', () => {
  /** Two branches from one base: the other one wrote clusters 1 and 5, this one has 1 from below and 2 of its own. */
  function branches(): { disk: Disk; mine: DiskImage; other: DiskImage; base: DiskImage } {
    const disk = new Disk({ bytes: BYTES, files: true });
    write(disk, 0, 1);
    const base = disk.freeze();
    write(disk, 16, 2);
    write(disk, 5 * 16, 2);
    const other = disk.freeze();
    disk.goOnFrom(base);
    write(disk, 16, 3);
    const mine = disk.freeze();
    write(disk, 32, 4);
    return { disk, mine, other, base };
  }

  test('in safe mode copies what differs into the top first', () => {
    const { disk, other } = branches();
    const before = hashOfMemory(disk.blocks.table);
    // Clusters 0, 1 and 5 are compared, 1 and 5 copied.
    expect(run(rebase(contextOf(disk), other))).toBe(5_000_000);
    expect([[...disk.top.clusters], disk.top.backing]).toEqual([[1, 2, 5], other]);
    expect(hashOfMemory(disk.blocks.table)).toBe(before);
    expectChainsTrue(disk, [other]);
  });

  test('onto nothing makes an image that needs no other', () => {
    const { disk } = branches();
    const before = hashOfMemory(disk.blocks.table);
    run(rebase(contextOf(disk), null));
    expect([[...disk.top.clusters], disk.top.backing]).toEqual([[0, 1, 2], null]);
    expect(hashOfMemory(disk.blocks.table)).toBe(before);
  });

  test('in unsafe mode only the name changes, and the guest reads what is not its own', () => {
    const { disk, other } = branches();
    rebaseUnsafely(disk, other);
    expect([16, 32, 80].map((block) => disk.device?.readBlock(block)[0])).toEqual([2, 4, 2]);
    expect([...disk.top.clusters]).toEqual([2]);
    expectChainsTrue(disk, [other]);
  });
});

test('a whole copy needs no other image, and the chain stays as it was', () => {
  const { disk, images } = chain(4);
  const before = hashOfMemory(disk.blocks.table);
  expect(run(copyDisk(contextOf(disk), 'copy-9'))).toBe(4_000_000);
  expect([disk.top.name, [...disk.top.clusters], disk.top.backing]).toEqual(['copy-9', [0, 1, 2, 3], null]);
  expect(hashOfMemory(disk.blocks.table)).toBe(before);
  expect(images.map(({ damage }) => damage)).toEqual([null, null, null]);
});

test('a deleted image is merged into those right above it, with what they lack', () => {
  const { disk, images } = chain(3);
  write(disk, 16, 9);
  const before = hashOfMemory(disk.blocks.table);
  expect(mergeImage(images[1] as DiskImage, [disk.top]), 'the top has cluster 1 of its own').toBe(0);
  expect(mergeImage(images[0] as DiskImage, [disk.top])).toBe(CLUSTER_BYTES);
  expect([[...disk.top.clusters], disk.top.backing]).toEqual([[0, 1, 2], null]);
  expect(hashOfMemory(disk.blocks.table)).toBe(before);
});

const jobs = fc.record({
  kind: fc.constantFrom('commit' as const, 'stream' as const, 'rebase' as const, 'copy' as const, 'merge' as const),
  base: fc.nat(20),
  top: fc.constantFrom<TopAfterCommit>('emptied', 'dropped'),
  /** Blocks that the guest writes after each portion. */
  writes: fc.array(fc.tuple(fc.nat(1023), fc.nat(255)), { maxLength: 6 }),
  portions: fc.option(fc.nat(4), { nil: Number.POSITIVE_INFINITY }),
});
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('write' as const), block: fc.nat(1023), byte: fc.nat(255) }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'freeze' as const }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('back' as const), image: fc.nat(20) }) },
    { weight: 3, arbitrary: jobs },
  ),
  { minLength: 5, maxLength: 40 },
);
type Step = typeof steps extends fc.Arbitrary<infer Steps extends readonly unknown[]> ? Steps[number] : never;

/** A disk, a plain model of it, and every image that is to read as it did. */
class Bench {
  readonly disk = new Disk({ bytes: BYTES, files: true });
  readonly plain = new Map<number, number>();
  images: { readonly image: DiskImage; readonly hash: string; readonly plain: ReadonlyMap<number, number> }[] = [];

  perform(step: Step): void {
    const { disk } = this;
    if (step.kind === 'write') this.write(step.block, step.byte);
    else if (step.kind === 'freeze') {
      const image = disk.freeze();
      this.images.push({ image, hash: hashOfImage(image.contents), plain: new Map(this.plain) });
    } else if (step.kind === 'back') {
      const target = this.images[step.image % this.images.length];
      if (target === undefined) return;
      disk.goOnFrom(target.image);
      this.plain.clear();
      for (const [block, byte] of target.plain) this.plain.set(block, byte);
    } else this.#job(step);
    for (const [block, byte] of this.plain) expect([block, disk.device?.readBlock(block)[0]]).toEqual([block, byte]);
    for (const { image, hash } of this.images) expect([image.name, hashOfImage(image.contents)]).toEqual([image.name, hash]);
    expectChainsTrue(disk, this.images.map(({ image }) => image));
  }

  write(block: number, byte: number): void {
    write(this.disk, block, byte);
    this.plain.set(block, byte);
  }

  #job({ kind, base: place, top, writes, portions }: Extract<Step, { portions: number }>): void {
    const { disk } = this;
    const context = contextOf(disk);
    const below = chainOf(disk.top).slice(1) as readonly DiskImage[];
    const base = below[place % Math.max(1, below.length)] ?? null;
    const guest = (portion: number): void => {
      if (portion < 3) for (const [block, byte] of writes) this.write(block, byte);
    };
    switch (kind) {
      case 'commit':
        if (base === null) return;
        // What reads from the base may hold garbage from now on; what is left must not.
        this.images = this.images.filter(({ image }) => !chainOf<DiskImage>(image).includes(base));
        run(commit(context, base, base === disk.top.backing ? top : 'dropped'), guest, portions);
        return;
      case 'stream':
        run(stream(context, place % 3 === 0 ? null : base), guest, portions);
        return;
      case 'rebase':
        run(rebase(context, this.images[place % Math.max(1, this.images.length)]?.image ?? null), undefined, portions);
        return;
      case 'copy':
        run(copyDisk(context, 'copy'), guest, portions);
        return;
      case 'merge':
        this.#merge(place);
    }
  }

  #merge(place: number): void {
    const layers = [this.disk.top, ...this.images.map(({ image }) => image)];
    const every = [...new Set(layers.flatMap((layer) => [...chainOf(layer)]))];
    const target = this.images[place % Math.max(1, this.images.length)]?.image;
    if (target === undefined) return;
    this.images = this.images.filter(({ image }) => image !== target);
    mergeImage(target, every.filter(({ backing }) => backing === target));
  }
}

test('jobs, merges and roll backs keep what every remaining image reads, and the guest what it wrote, also when broken off', () => {
  fc.assert(
    fc.property(steps, (plan) => {
      const bench = new Bench();
      for (const step of plan) bench.perform(step);
    }),
    { numRuns: 120 },
  );
});
