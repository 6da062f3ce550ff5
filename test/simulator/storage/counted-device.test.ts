import { expect, test } from 'vitest';
import { CountedDevice } from '../../../src/simulator/storage/counted-device.ts';
import { ScratchDevice } from '../../../src/simulator/storage/scratch-device.ts';

test('what is written is counted and passed on', () => {
  const empty = { blockCount: 8, readBlock: () => new Uint8Array(4096), writeBlock: () => undefined };
  const device = new CountedDevice(new ScratchDevice(empty));
  device.writeBlock(3, new Uint8Array(4096).fill(9));
  device.writeBlock(3, new Uint8Array(4096).fill(8));
  expect([device.blockCount, device.writtenBytes, device.readBlock(3)[0]]).toEqual([8, 8192, 8]);
});
