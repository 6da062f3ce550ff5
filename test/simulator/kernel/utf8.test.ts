import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../../src/simulator/kernel/utf8.ts';
import fc from '../../helpers/property.ts';

test('encodes as the platform does, and decodes its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(encodeUtf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
      expect(decodeUtf8(encodeUtf8(text))).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(encodeUtf8(text)));
    }),
  );
});

test('bytes that begin no character become U+FFFD', () => {
  // A lone continuation, an overlong slash, half a surrogate pair, one beyond Unicode, and one cut short.
  for (const bytes of [[0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
    const text = decodeUtf8(Uint8Array.from([0x61, ...bytes, 0x62]));
    expect([text[0], text.slice(1, -1).replaceAll('\ufffd', ''), text.at(-1)]).toEqual(['a', '', 'b']);
  }
});
