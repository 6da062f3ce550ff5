import { expect, test } from 'vitest';
import type { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import { MEBIBYTE } from '../../../../src/simulator/memory/page.ts';
import { apply, refusalOf, threeHosts } from '../worlds.ts';

function worldWithFiles(): DataCenter {
  const world = threeHosts();
  apply(world, { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk: { bytes: 4 * MEBIBYTE, files: true } });
  return world;
}

test('files of a VM that is powered off can be changed from outside, and come back with a snapshot', () => {
  const world = worldWithFiles();
  const empty = world.stateHash('web');
  expect(
    apply(
      world,
      { kind: 'disk.makeDirectory', vm: 'web', path: '/etc' },
      { kind: 'disk.writeFile', vm: 'web', path: '/etc/motd', bytes: [72, 105] },
      { kind: 'disk.renameFile', vm: 'web', path: '/etc/motd', to: '/motd' },
      { kind: 'disk.removeFile', vm: 'web', path: '/etc' },
    ).map((event) => (event.kind === 'disk.file-changed' ? [event.change, event.path] : [])),
  ).toEqual([['made', '/etc'], ['written', '/etc/motd'], ['renamed', '/etc/motd'], ['removed', '/etc']]);
  expect(world.stateHash('web')).not.toBe(empty);
});

test.each([
  [{ kind: 'disk.writeFile', vm: 'web', path: '/a/b', bytes: [] } as const, 'There is no /a/b.'],
  [{ kind: 'disk.removeFile', vm: 'web', path: '/a' } as const, 'There is no /a.'],
  [{ kind: 'disk.writeFile', vm: 'web', path: '/a', bytes: [256] } as const, 'In the command "disk.writeFile", "bytes" must be a list of numbers from 0 to 255.'],
])('%o is refused', (command, sentence) => {
  expect(refusalOf(worldWithFiles(), command)).toBe(sentence);
});

test('a running VM has its files in use, and a statistical disk holds none', () => {
  const world = worldWithFiles();
  apply(world, { kind: 'vm.start', vm: 'web' });
  expect(refusalOf(world, { kind: 'disk.makeDirectory', vm: 'web', path: '/a' })).toBe(
    'VM "web" is running, and its own kernel has the file system in use: stop the VM before you change its files.',
  );
  apply(world, { kind: 'vm.create', vm: 'big', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk: { bytes: MEBIBYTE } });
  expect(refusalOf(world, { kind: 'disk.makeDirectory', vm: 'big', path: '/a' })).toBe(
    'The disk of VM "big" holds no files: create the VM with a disk that does.',
  );
});
