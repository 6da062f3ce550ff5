import { describe, expect, test } from 'vitest';
import { Disk } from '../../../src/simulator/machine/disk.ts';
import { VirtualCpu } from '../../../src/simulator/machine/virtual-cpu.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import type { BlockDevice } from '../../../src/simulator/storage/block-device.ts';
import { chainOf, type DiskImage } from '../../../src/simulator/storage/disk-image.ts';
import fc from '../../helpers/property.ts';

const SETTINGS = { bytes: MEBIBYTE, files: true };

function deviceOf({ device }: Disk): BlockDevice {
  if (device === null) throw new Error('No device.');
  return device;
}

const filled = (byte: number): Uint8Array => new Uint8Array(4096).fill(byte);

describe('a disk', () => {
  test('freezes in an image, and goes on with an empty overlay on it', () => {
    const disk = new Disk(SETTINGS);
    deviceOf(disk).writeBlock(20, filled(1));
    const image = disk.freeze();
    expect([image.name, [...image.clusters], image.backing]).toEqual(['base', [1], null]);
    expect([disk.top.name, [...disk.top.clusters], disk.top.backing]).toEqual(['overlay-1', [], image]);
    deviceOf(disk).writeBlock(16, filled(2));
    // 16 blocks are a cluster: the overlay has all of it now, also the block that it did not write.
    expect([...disk.top.clusters]).toEqual([1]);
    expect([deviceOf(disk).readBlock(16)[0], deviceOf(disk).readBlock(20)[0]]).toEqual([2, 1]);
    disk.goOnFrom(image);
    expect([deviceOf(disk).readBlock(16)[0], deviceOf(disk).readBlock(20)[0]]).toEqual([0, 1]);
    expect(chainOf(disk.top).map(({ name }) => name)).toEqual(['overlay-2', 'base']);
  });

  test('a copy needs no other image, and leaves the chain as it is', () => {
    const disk = new Disk(SETTINGS);
    deviceOf(disk).writeBlock(0, filled(1));
    disk.freeze();
    deviceOf(disk).writeBlock(255, filled(2));
    const copy = disk.copy();
    expect([copy.name, [...copy.clusters], copy.backing]).toEqual(['copy-2', [0, 15], null]);
    expect(chainOf(disk.top).map(({ name }) => name)).toEqual(['overlay-1', 'base']);
  });

  test('a statistical one counts what its guest writes as its own, and an installed one has every cluster', () => {
    const disk = Disk.installed({ bytes: MEBIBYTE, writesPerSecond: 1000, workingSetBytes: MEBIBYTE / 4 });
    expect(disk.top.clusters.count).toBe(16);
    disk.freeze();
    const vcpu = new VirtualCpu();
    vcpu.runningTime = 1e9;
    disk.catchUp(vcpu);
    expect([...disk.top.clusters]).toEqual([0, 1, 2, 3]);
  });

  test('refuses blocks that are not there and contents that are none', () => {
    const device = deviceOf(new Disk(SETTINGS));
    expect(() => device.readBlock(256)).toThrow('The disk has blocks 0 to 255, so there is no block 256.');
    expect(() => {
      device.writeBlock(-1, filled(0));
    }).toThrow('The disk has blocks 0 to 255, so there is no block -1.');
    expect(() => {
      device.writeBlock(1, new Uint8Array(4097));
    }).toThrow('A block is 4096 bytes, and these are 4097.');
  });
});

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), block: fc.nat(255), byte: fc.integer({ min: 1, max: 255 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('freeze' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('back' as const), image: fc.nat(20) }) },
  ),
  { maxLength: 60 },
);

test('no write reaches a frozen image, and each layer has its own clusters and those below', () => {
  fc.assert(
    fc.property(steps, (plan) => {
      const disk = new Disk(SETTINGS);
      let model = new Uint8Array(256);
      const frozen: { image: DiskImage; model: Uint8Array<ArrayBuffer> }[] = [];
      for (const step of plan) {
        if (step.kind === 'write') {
          deviceOf(disk).writeBlock(step.block, filled(step.byte));
          model[step.block] = step.byte;
        } else if (step.kind === 'freeze') frozen.push({ image: disk.freeze(), model: model.slice() });
        else if (frozen.length > 0) {
          const target = frozen[step.image % frozen.length];
          if (target === undefined) throw new Error('There is one.');
          disk.goOnFrom(target.image);
          model = target.model.slice();
        }
      }
      expect(firstBytes(disk)).toEqual(model);
      for (const { image, model: then } of frozen) {
        expect(throughChain(image)).toEqual(then);
        disk.goOnFrom(image);
        expect(firstBytes(disk)).toEqual(then);
      }
    }),
  );
});

function firstBytes(disk: Disk): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, block) => deviceOf(disk).readBlock(block)[0] as number);
}

/** What is read block by block from the highest layer that has its cluster, as qcow2 does it. */
function throughChain(image: DiskImage): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, block) => {
    const owner = chainOf<DiskImage>(image).find(({ clusters }) => clusters.has(block >> 4));
    if (owner === undefined) return 0;
    const reader = new Disk(SETTINGS);
    reader.goOnFrom(owner);
    return deviceOf(reader).readBlock(block)[0] as number;
  });
}
