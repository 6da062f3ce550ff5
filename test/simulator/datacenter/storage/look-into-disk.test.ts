import { expect, test } from 'vitest';
import { MEBIBYTE } from '../../../../src/simulator/memory/page.ts';
import { advance, apply, threeHosts } from '../worlds.ts';

test('files are seen as they are now, and as they were in a snapshot', () => {
  const world = threeHosts();
  const write = (text: string) => ({ kind: 'disk.writeFile', vm: 'web', path: '/motd', bytes: [...new TextEncoder().encode(text)] }) as const;
  apply(
    world,
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk: { bytes: 4 * MEBIBYTE, files: true } },
    write('before'),
    { kind: 'vm.start', vm: 'web' },
    { kind: 'vm.snapshot', vm: 'web' },
  );
  advance(world, 10);
  apply(world, { kind: 'vm.stop', vm: 'web' }, write('afterwards'));
  const read = (snapshot: string | null): string => {
    const found = world.lookIntoDisk('web', snapshot, { ask: 'read', path: '/motd' });
    return found.kind === 'read' ? new TextDecoder().decode(found.bytes) : found.kind;
  };
  expect([read('snapshot-1'), read(null)]).toEqual(['before', 'afterwards']);
  expect(world.lookIntoDisk('web', null, { ask: 'tree' })).toMatchObject({ paths: [{ path: '/motd', type: 'file', size: 10, version: 3 }] });
  expect(world.lookIntoDisk('web', 'snapshot-1', { ask: 'list', path: '/' })).toMatchObject({ entries: [{ name: 'motd', size: 6 }] });
  expect(world.lookIntoDisk('web', 'snapshot-1', { ask: 'stat', path: '/' })).toMatchObject({ stat: { type: 'directory' } });
  expect(world.lookIntoDisk('web', null, { ask: 'check' })).toEqual({ kind: 'check', report: { problems: [], files: 1, directories: 1, replayedBlocks: 0 } });
  expect(world.lookIntoDisk('web', null, { ask: 'stat', path: '/nothing' })).toEqual({ kind: 'refused', code: 'not-found', message: 'There is no /nothing.' });
  expect(() => world.lookIntoDisk('web', 'snapshot-9', { ask: 'tree' })).toThrow('VM "web" has no snapshot "snapshot-9". It has: snapshot-1.');
});

test('a disk without files says so', () => {
  const world = threeHosts();
  apply(world, { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk: { bytes: MEBIBYTE } });
  expect(() => world.lookIntoDisk('web', null, { ask: 'tree' })).toThrow('The disk of VM "web" holds no files: create the VM with a disk that does.');
});
