import { expect, test } from 'vitest';
import { pagesOf } from '../../../src/simulator/memory/page.ts';

test('bytes need whole pages of 4096', () => {
  expect([0, 1, 4096, 4097, 2 ** 40].map(pagesOf)).toEqual([0, 1, 1, 2, 268_435_456]);
});
