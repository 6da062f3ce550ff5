import { describe, expect, test } from 'vitest';
import { XbzrleEncoder } from '../../../src/simulator/migration/xbzrle.ts';

/** One page with this content number, of which a write changes one word: 7 bytes, and 11 of headers. */
function page(number: number, content: number, changedWordsPerWrite = 1) {
  const contents = { kind: 'numbers', data: Uint32Array.of(content), changedWordsPerWrite } as const;
  return { pages: Uint32Array.of(number), contents };
}

/** An encoder with room for two pages, for which the first turn of the scan is over. */
function encoderOfTwo(): XbzrleEncoder {
  const encoder = new XbzrleEncoder(2 * 4096);
  encoder.encode(page(9, 1), 1, false);
  return encoder;
}

test('the cache has a power of two of pages, one at least', () => {
  const sizes = [1, 4096, 3 * 4096, 4 * 4096, 1_000_000].map((bytes) => new XbzrleEncoder(bytes).figures().cacheSize);
  expect(sizes).toEqual([4096, 4096, 2 * 4096, 4 * 4096, 128 * 4096]);
});

// QEMU, migration/ram.c: save_xbzrle_page.
describe('a page', () => {
  test('goes whole in the first turn of the scan, and is not kept', () => {
    const encoder = new XbzrleEncoder(2 * 4096);
    expect(encoder.encode(page(0, 5), 1, false)).toEqual({ pages: 1, normalPages: 1, zeroPages: 0, bytes: 4104 });
    expect(encoder.encode(page(3, 5), 1, false).bytes).toBe(4104);
    expect(encoder.figures()).toMatchObject({ pages: 0, cacheMiss: 0 });
  });

  // find_dirty_block turns XBZRLE on where the scan wraps, before it looks for the next page.
  test('is looked for in the cache from the first page of the second turn on, in the middle of a batch as well', () => {
    const encoder = new XbzrleEncoder(4 * 4096);
    const contents = { kind: 'numbers', data: Uint32Array.of(5, 5, 6, 6) } as const;
    encoder.encode({ pages: Uint32Array.of(2, 3, 0, 1), contents }, 2, false);
    expect(encoder.figures()).toMatchObject({ pages: 0, cacheMiss: 2 });
    expect(encoder.encode(page(0, 7), 3, false).bytes).toBe(18);
  });

  test('of a machine that has no other is sent again in the second turn', () => {
    const encoder = new XbzrleEncoder(4096);
    encoder.encode(page(0, 5), 1, false);
    encoder.encode(page(0, 6), 2, false);
    expect(encoder.figures()).toMatchObject({ cacheMiss: 1 });
  });

  test('goes whole the first time, and then only what has changed', () => {
    const encoder = encoderOfTwo();
    expect(encoder.encode(page(0, 5), 2, false).bytes).toBe(4104);
    expect(encoder.encode(page(0, 6), 3, false)).toEqual({ pages: 1, normalPages: 0, zeroPages: 0, bytes: 18 });
    expect(encoder.encode(page(0, 7), 4, false).bytes).toBe(18);
    expect(encoder.figures()).toMatchObject({ pages: 2, cacheMiss: 1, bytes: 2 * 10, overflow: 0 });
  });

  test('costs nothing where nothing has changed since it was sent', () => {
    const encoder = encoderOfTwo();
    encoder.encode(page(0, 5), 2, false);
    expect(encoder.encode(page(0, 5), 3, false)).toEqual({ pages: 1, normalPages: 0, zeroPages: 0, bytes: 0 });
  });

  test('goes whole in post-copy, whatever the scan does', () => {
    const encoder = encoderOfTwo();
    encoder.encode(page(0, 5), 2, false);
    encoder.turnOff();
    expect([encoder.encode(page(0, 6), 3, true).bytes, encoder.encode(page(0, 6), 3, true).bytes]).toEqual([4104, 4104]);
    expect(encoder.figures()).toMatchObject({ pages: 0 });
  });

  test('goes whole where too much has changed; that is an overflow', () => {
    const encoder = encoderOfTwo();
    encoder.encode(page(0, 5, 1024), 2, false);
    expect(encoder.encode(page(0, 6, 1024), 3, false)).toMatchObject({ normalPages: 1, bytes: 4104 });
    expect(encoder.figures()).toMatchObject({ pages: 1, overflow: 1, bytes: 4096 });
  });

  // QEMU, migration/ram.c: xbzrle_cache_zero_page.
  test('of zeros is 9 bytes and goes into the cache, so that a small write to it is a small difference', () => {
    const encoder = encoderOfTwo();
    encoder.encode(page(0, 5), 2, false);
    expect(encoder.encode(page(0, 0), 3, false)).toMatchObject({ zeroPages: 1, bytes: 9 });
    expect(encoder.encode(page(0, 6), 4, false).bytes).toBe(18);
    encoder.encode(page(1, 0), 4, false);
    expect(encoder.encode(page(1, 6), 5, false).bytes).toBe(18);
    expect(encoder.figures()).toMatchObject({ pages: 2, cacheMiss: 1 });
  });

  test('of zeros is not kept in the first turn, nor where another one was used lately', () => {
    const encoder = new XbzrleEncoder(2 * 4096);
    encoder.encode(page(0, 0), 1, false);
    encoder.encode(page(9, 1), 1, false);
    expect(encoder.encode(page(0, 6), 2, false).bytes).toBe(4104);
    encoder.encode(page(2, 0), 3, false);
    expect(encoder.encode(page(0, 7), 3, false).bytes).toBe(18);
    expect(encoder.encode(page(2, 6), 3, false).bytes).toBe(4104);
  });
});

// QEMU, migration/page_cache.c: cache_insert.
describe('the cache', () => {
  test('keeps a page for two syncs after its last use against another on its place', () => {
    const encoder = encoderOfTwo();
    encoder.encode(page(0, 5), 2, false);
    encoder.encode(page(2, 5), 3, false);
    expect(encoder.encode(page(0, 6), 3, false).bytes).toBe(18);
    // Used at sync 3: at 4 it stays, at 5 it makes room.
    encoder.encode(page(2, 6), 4, false);
    encoder.encode(page(2, 7), 5, false);
    expect(encoder.encode(page(2, 8), 5, false).bytes).toBe(18);
    expect(encoder.encode(page(0, 7), 5, false).bytes).toBe(4104);
  });

  test('has a place of its own for each of two neighbours', () => {
    const encoder = encoderOfTwo();
    encoder.encode(page(0, 5), 2, false);
    encoder.encode(page(1, 5), 2, false);
    expect(encoder.encode(page(0, 6), 3, false).bytes + encoder.encode(page(1, 6), 3, false).bytes).toBe(36);
  });

  test('takes nothing new in the last phase', () => {
    const encoder = encoderOfTwo();
    encoder.encode(page(0, 5), 2, true);
    expect(encoder.encode(page(0, 6), 3, true).bytes).toBe(4104);
    // Nor what a page that it has looks like now.
    encoder.encode(page(1, 5), 2, false);
    expect([encoder.encode(page(1, 6), 3, true).bytes, encoder.encode(page(1, 6), 3, true).bytes]).toEqual([18, 18]);
  });
});

test('a batch is the sum of its pages', () => {
  const encoder = encoderOfTwo();
  encoder.encode(page(0, 5), 2, false);
  const batch = {
    pages: Uint32Array.of(0, 1, 7),
    contents: { kind: 'numbers', data: Uint32Array.of(6, 0, 9) },
  } as const;
  expect(encoder.encode(batch, 3, false)).toEqual({ pages: 3, normalPages: 1, zeroPages: 1, bytes: 18 + 9 + 4104 });
});

test('real bytes are kept as they were when they were sent', () => {
  const encoder = encoderOfTwo();
  const data = new Uint8Array(4096).fill(1);
  const batch = { pages: Uint32Array.of(0), contents: { kind: 'bytes', data } } as const;
  encoder.encode(batch, 2, false);
  data[10] = 2;
  // One changed byte: 3, and 11 of headers.
  expect(encoder.encode(batch, 3, false).bytes).toBe(14);
});
