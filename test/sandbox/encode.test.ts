import { expect, test } from 'vitest';
import { encode } from '../../src/sandbox/child/encode.ts';

test('plain data comes back as it was', () => {
  const value = { text: 'a "b"\n\u2028', list: [1, -2.5, true, null, []], inner: { '': {}, ü: 'é' } };
  expect(JSON.parse(encode(value))).toEqual(value);
});

test('what JSON does not know is null', () => {
  expect(encode([undefined, () => 1, Number.NaN])).toBe('[null,null,null]');
});

test('a planted toJSON is not called', () => {
  expect(encode({ toJSON: () => 'forged', state: 'failed' })).toBe('{"toJSON":null,"state":"failed"}');
});
