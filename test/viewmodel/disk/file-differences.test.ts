import { expect, test } from 'vitest';
import type { PathStat } from '../../../src/simulator/index.ts';
import { fileDifferences } from '../../../src/viewmodel/disk/file-differences.ts';

const file = (path: string, checksum: number): PathStat => ({ path, type: 'file', size: 10, version: 1, checksum });

test('files that came, went or changed; not those that were only written again', () => {
  const directory: PathStat = { path: '/etc', type: 'directory', size: 4096, version: 7, checksum: 9 };
  const first = [file('/b', 1), file('/a', 2), file('/same', 3)];
  const second = [directory, file('/b', 4), file('/c', 5), { ...file('/same', 3), version: 99 }];
  expect(fileDifferences(first, second)).toEqual([
    { path: '/a', inFirst: true, inSecond: false },
    { path: '/b', inFirst: true, inSecond: true },
    { path: '/c', inFirst: false, inSecond: true },
  ]);
});
