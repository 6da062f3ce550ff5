import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../../../storage/block-device.ts';
import { mount } from '../../../storage/file-system/file-system.ts';

/** A file of whole blocks as a device, for programs that write in place. It is looked up anew at each access. */
export function fileDevice(disk: BlockDevice, path: string, blockCount: number): BlockDevice {
  return {
    blockCount,
    readBlock: (block) => mount(disk).readAt(path, block * DEVICE_BLOCK_BYTES, DEVICE_BLOCK_BYTES),
    writeBlock: (block, data) => {
      mount(disk).writeAt(path, block * DEVICE_BLOCK_BYTES, data);
    },
  };
}
