import { expect, test } from 'vitest';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';
import { SpareArrays } from '../../../src/simulator/memory/spare-arrays.ts';

test('what a batch was made of serves for the next one, and is as long as it is asked for', () => {
  const spares = new SpareArrays();
  const table = new PageTable('numbers', 100);
  table.setNumber(7, 70);
  const pages = spares.take(2);
  pages.set([7, 8]);
  const batch = table.read(pages, spares);
  expect([...batch.contents.data]).toEqual([70, 0]);

  spares.giveBack(batch);
  const next = spares.take(3);
  expect(next).toHaveLength(3);
  expect([pages.buffer, batch.contents.data.buffer]).toContain(next.buffer);
});

test('pages that were never written are read as zeros into an array that was used before', () => {
  const spares = new SpareArrays();
  const used = spares.take(4).fill(9);
  spares.giveBack({ pages: used, contents: { kind: 'numbers', data: spares.take(4).fill(9) } });
  const batch = new PageTable('numbers', 10).read(Uint32Array.of(0, 1, 2, 3), spares);
  expect([...batch.contents.data]).toEqual([0, 0, 0, 0]);
});

test('an array too short for what is asked is not used', () => {
  const spares = new SpareArrays();
  spares.giveBack({ pages: Uint32Array.of(1), contents: { kind: 'bytes', data: new Uint8Array(4096) } });
  expect(spares.take(5)).toHaveLength(5);
});
