import { describe, expect, test } from 'vitest';
import type { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { ExportedHeader, ExportedSnapshot } from '../../../src/simulator/datacenter/exported-snapshot.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply, refusalOf, threeHosts, vmOf } from './worlds.ts';

function worldWithSnapshots(): DataCenter {
  const world = threeHosts();
  apply(world, { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 4 * MEBIBYTE, guest: { kind: 'counter', countsPerSecond: 100 }, disk: { bytes: 8 * MEBIBYTE, writesPerSecond: 10 } }, { kind: 'vm.start', vm: 'web' });
  for (let count = 0; count < 2; count++) {
    apply(world, { kind: 'vm.snapshot', vm: 'web' });
    advance(world, 1000);
  }
  return world;
}

type Draft = { -readonly [Key in keyof ExportedHeader]: ExportedHeader[Key] extends object | null ? Record<string, unknown> | null : unknown };

/** The export with another header, as somebody could write one. */
function changed(exported: ExportedSnapshot, change: (header: Draft) => void): ExportedSnapshot {
  const header = JSON.parse(exported.header) as Draft;
  change(header);
  return { ...exported, header: JSON.stringify(header) };
}

const exported = worldWithSnapshots().exportSnapshot('web', 'snapshot-1');
const NOT_COMPLETE = 'The snapshot is damaged: its header is not complete.';

// `refusalOf` also holds that nothing has changed: not even a VM is there that was to take the snapshot.
describe('a file that does not hold what it says is refused, and leaves nothing behind', () => {
  test.each<[string, (header: Draft) => void, string]>([
    ['memory of another size than its machine', (header) => { header.settings!['memoryBytes'] = 8 * MEBIBYTE; }, 'The snapshot is of a VM with other memory or another guest than "new": import it as a VM of its own.'],
    ['no disk for a machine with one', (header) => { header.disk = null; }, 'The disk of VM "new" is not like that of the snapshot: import it as a VM of its own.'],
    ['a guest of a newer VirtLab', (header) => { header.settings!['guest'] = { kind: 'teapot' }; }, 'The snapshot is of a machine that this VirtLab does not know: update VirtLab to import it.'],
    ['a setting of a newer VirtLab', (header) => { header.settings!['sockets'] = 2; }, 'The snapshot is of a machine that this VirtLab does not know: update VirtLab to import it.'],
    ['a description that is no text', (header) => { header.facts!['description'] = 5; }, NOT_COMPLETE],
    ['a description that is too long', (header) => { header.facts!['description'] = 'x'.repeat(3000); }, 'The description of a snapshot has at most 2000 characters, and this one has 3000.'],
    ['a method that is none', (header) => { header.facts!['method'] = 'magic'; }, NOT_COMPLETE],
    ['a time that is none', (header) => { header.facts!['takenAt'] = 'noon'; }, NOT_COMPLETE],
    ['no pause', (header) => { delete header.facts!['pause']; }, NOT_COMPLETE],
    ['no word on whether it ran', (header) => { delete header.facts!['wasRunning']; }, NOT_COMPLETE],
    ['a disk alone with memory', (header) => { header.facts!['contents'] = 'disk'; }, NOT_COMPLETE],
    ['a machine without memory', (header) => { header.memory = null; }, NOT_COMPLETE],
  ])('%s', (_, change, sentence) => {
    expect(refusalOf(worldWithSnapshots(), { kind: 'snapshot.import', vm: 'new', host: 'beta', exported: changed(exported, change) })).toBe(sentence);
  });
});

test('what a file says of a place in the tree counts for nothing', () => {
  const world = worldWithSnapshots();
  const sly = changed(exported, (header) => Object.assign(header.facts!, { id: 'snapshot-1', parent: 'snapshot-2', fileBytes: 7 }));
  apply(world, { kind: 'snapshot.import', vm: 'web', exported: sly });
  expect(vmOf(world, 'web').snapshots.map(({ id, parent }) => [id, parent])).toEqual([
    ['snapshot-1', null], ['snapshot-2', 'snapshot-1'], ['snapshot-3', null],
  ]);
  expect(vmOf(world, 'web').snapshots.at(-1)).not.toHaveProperty('fileBytes', 7);
});

test('the images of two imports have names of their own, so that each can be chosen', () => {
  const world = worldWithSnapshots();
  apply(world, { kind: 'snapshot.import', vm: 'web', exported }, { kind: 'snapshot.import', vm: 'web', exported });
  const names = vmOf(world, 'web').chain?.images.map(({ name }) => name) ?? [];
  expect(names).toHaveLength(5);
  expect(new Set(names).size).toBe(5);
  apply(world, { kind: 'vm.stop', vm: 'web' }, { kind: 'disk.rebase', vm: 'web', onto: names.at(-1)! });
});
