import { describe, expect, test } from 'vitest';
import { check } from '../../../../src/simulator/storage/file-system/check.ts';
import { mount } from '../../../../src/simulator/storage/file-system/file-system.ts';
import { format } from '../../../../src/simulator/storage/file-system/format.ts';
import { encodeUtf8 } from '../../../../src/simulator/kernel/utf8.ts';
import { FileModel, fileOperations, listingOf, perform } from '../../../helpers/file-model.ts';
import { RecordedDevice } from '../../../helpers/memory-device.ts';
import fc from '../../../helpers/property.ts';

/** The first inode is never used, and the others have some bytes that say nothing. */
function isSpareInodeByte(block: number, offset: number): boolean {
  return block === 34 && (offset < 128 || (offset < 4 * 128 && offset % 128 >= 116));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Small enough that a disk gets full now and then. */
const BLOCKS = 160;

function formatted(blocks = BLOCKS): RecordedDevice {
  const device = new RecordedDevice(blocks);
  format(device);
  return device;
}

const text = (content: string): Uint8Array => encodeUtf8(content);

describe('a file system', () => {
  test('is empty when it is made', () => {
    const device = formatted();
    expect(mount(device).list('/')).toEqual([]);
    // The superblock, 32 blocks of journal, one of bitmap, two of inodes.
    expect(mount(device).freeBytes).toBe((160 - 36) * 4096);
    expect(check(device)).toEqual({ problems: [], files: 0, directories: 1, replayedBlocks: 0 });
  });

  test('keeps files in directories', () => {
    const device = formatted();
    const files = mount(device);
    files.makeDirectory('/var');
    files.makeDirectory('/var/log');
    files.writeFile('/var/log/web', text('begin\n'));
    files.append('/var/log/web', text('end\n'));
    files.writeFile('motd', text('hello'));
    const again = mount(device);
    expect(again.readFile('/var/log/web')).toEqual(text('begin\nend\n'));
    expect(again.list('/')).toMatchObject([
      { name: 'motd', type: 'file', size: 5, version: 2 },
      { name: 'var', type: 'directory', size: 4096, version: 2 },
    ]);
    expect(again.stat('/var/log/web')).toMatchObject({ type: 'file', size: 10, version: 3 });
    expect(again.exists('/var/log/mail')).toBe(false);
  });

  test('changes bytes in place, also over the edge of a block, and reads parts', () => {
    const files = mount(formatted());
    files.allocate('/log', 10_000);
    files.writeAt('/log', 4094, text('abcd'));
    expect(files.readAt('/log', 4093, 6)).toEqual(Uint8Array.from([0, 97, 98, 99, 100, 0]));
    expect(files.readAt('/log', 9_999, 6)).toEqual(Uint8Array.of(0));
    expect(files.stat('/log').size).toBe(10_000);
  });

  test('holds files that need indirect blocks', () => {
    const device = formatted(3000);
    const content = Uint8Array.from({ length: 5_000_000 }, (_, index) => index % 251);
    mount(device).writeFile('/big', content);
    expect(mount(device).readFile('/big')).toEqual(content);
    expect(check(device).problems).toEqual([]);
    mount(device).remove('/big');
    expect(mount(device).freeBytes).toBe(mount(formatted(3000)).freeBytes - 4096);
  });

  test.each([
    ['a path that leads nowhere', 'readFile', 'There is no /nothing.'],
    ['a directory read as a file', 'readDirectory', '/d is a directory and not a file.'],
    ['a file listed as a directory', 'listFile', '/f is a file and not a directory.'],
    ['a path through a file', 'through', '/f/x leads through a file as if it were a directory.'],
    ['a directory that is not empty', 'removeFull', '/d is not empty: remove what is in it first.'],
    ['a directory moved into itself', 'intoItself', '/d cannot be moved into itself.'],
    ['the root', 'root', 'The root directory cannot be replaced, renamed or removed.'],
    ['a name with a zero', 'name', '"a\0" cannot be a name: it has 1 to 123 bytes, no slash, and is neither "." nor "..".'],
    ['a write beyond the end', 'beyond', '/f has 1 bytes, so 2 cannot be written at 0: append instead.'],
    ['more than there is room for', 'full', 'The disk is full: this needs 244 blocks of 4096 bytes, and 121 are free; remove something first.'],
  ])('refuses %s', (_, what, sentence) => {
    const device = formatted();
    const files = mount(device);
    files.makeDirectory('/d');
    files.writeFile('/d/x', text(''));
    files.writeFile('/f', text('1'));
    const attempts: Record<string, () => unknown> = {
      readFile: () => files.readFile('/nothing'),
      readDirectory: () => files.readFile('/d'),
      listFile: () => files.list('/f'),
      through: () => {
        files.writeFile('/f/x', text(''));
      },
      removeFull: () => {
        files.remove('/d');
      },
      intoItself: () => {
        files.rename('/d', '/d/e');
      },
      root: () => {
        files.remove('/');
      },
      name: () => {
        files.writeFile('/a\0', text(''));
      },
      beyond: () => {
        files.writeAt('/f', 0, text('12'));
      },
      full: () => {
        files.writeFile('/big', new Uint8Array(1_000_000 - 576));
      },
    };
    const writes = device.writes.length;
    expect(attempts[what]).toThrow(sentence);
    expect(device.writes.length).toBe(writes);
  });

  test('cannot be mounted where there is none, or a part is overwritten', () => {
    expect(() => mount(new RecordedDevice(100))).toThrow('The disk cannot be mounted: it does not begin with a file system; format it, or roll back.');
    const device = formatted();
    const block = device.readBlock(0);
    block[12] = 99;
    device.writeBlock(0, block);
    expect(() => mount(device)).toThrow('its superblock is overwritten');
    expect(() => {
      format(new RecordedDevice(10));
    }).toThrow('A file system needs 64 blocks, and this disk has 10.');
  });
});

test('does what a plain map of paths does, refuses what that cannot do, and is always whole', () => {
  fc.assert(
    fc.property(fc.array(fileOperations, { maxLength: 40 }), (operations) => {
      const device = formatted();
      const model = new FileModel();
      for (const operation of operations) {
        const files = mount(device);
        const before = files.freeBytes;
        const code = perform(files, operation);
        if (code === 'no-space') {
          expect(files.freeBytes).toBe(before);
          continue;
        }
        expect([code === null, operation]).toEqual([model.perform(operation), operation]);
      }
      expect(listingOf(mount(device))).toEqual(model.listing());
      expect(check(device).problems).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('after a crash at any write each operation has happened wholly or not at all', () => {
  fc.assert(
    fc.property(fc.array(fileOperations, { minLength: 1, maxLength: 8 }), (operations) => {
      const device = formatted();
      const states: { readonly writes: number; readonly listing: unknown }[] = [];
      const note = (): void => {
        states.push({ writes: device.writes.length, listing: listingOf(mount(device)) });
      };
      note();
      for (const operation of operations) {
        perform(mount(device), operation);
        note();
      }
      for (let index = 1; index < states.length; index++) {
        const [before, after] = [states[index - 1], states[index]];
        for (let writes = before?.writes ?? 0; writes <= (after?.writes ?? 0); writes++) {
          const crashed = device.after(writes);
          expect(check(crashed).problems).toEqual([]);
          const listing = listingOf(mount(crashed));
          expect(check(crashed).problems).toEqual([]);
          if (isSame(listing, before?.listing) || isSame(listing, after?.listing)) continue;
          // What is changed in place in more than 64 KiB comes about portion by portion.
          expect(operations[index - 1]).toMatchObject({ kind: 'writeAt' });
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('a check finds whichever byte of a file, directory or table is overwritten', () => {
  const device = formatted(80);
  const files = mount(device);
  files.makeDirectory('/data');
  files.writeFile('/data/store', text('x'.repeat(9000)));
  fc.assert(
    fc.property(fc.integer({ min: 33, max: 79 }), fc.nat(4095), (block, offset) => {
      const damaged = device.after(device.writes.length);
      const data = damaged.readBlock(block);
      data[offset] = (data[offset] as number) ^ 0x10;
      damaged.writeBlock(block, data);
      const found = check(damaged).problems;
      const names = listingOf(mount(device)).map(([path]) => path);
      expect(names).toEqual(['/data', '/data/store']);
      // Blocks of data that nothing uses, the end of the last block, and bits for blocks that the disk does not have.
      const isUnused = block >= 40 || isSpareInodeByte(block, offset) || (block === 39 && offset >= 9000 - 8192) || (block === 33 && offset >= 10);
      expect([block, offset, found.length > 0]).toEqual([block, offset, !isUnused]);
    }),
    { numRuns: 300 },
  );
});
