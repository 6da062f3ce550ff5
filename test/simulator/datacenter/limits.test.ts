import { expect, test } from 'vitest';
import { showBytes } from '../../../src/simulator/datacenter/limits.ts';

test('bytes are shown in binary units, with two digits behind the point at most', () => {
  expect([0, 4096, 2 ** 20, 1.5 * 2 ** 20, 2 ** 30 / 3, 2 ** 30, 3.25 * 2 ** 40].map(showBytes)).toEqual([
    '0 bytes',
    '4096 bytes',
    '1 MiB',
    '1.5 MiB',
    '341.33 MiB',
    '1 GiB',
    '3.25 TiB',
  ]);
});
