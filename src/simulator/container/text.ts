/** UTF-8 of a string: the language alone has no encoder. Lone surrogates become U+FFFD. */
export function encode(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
    else if (point < 0x1_0000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
  }
  return Uint8Array.from(bytes);
}

/** The string of UTF-8 bytes; what is no UTF-8 becomes U+FFFD, a byte each. */
export function decode(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const rest = [...bytes.subarray(index + 1, index + length)];
    const isWhole = rest.length === length - 1 && rest.every((byte) => (byte & 0xc0) === 0x80);
    if (length === 1 || !isWhole || (first >= 0x80 && first < 0xc2) || first > 0xf4) {
      text += first < 0x80 ? String.fromCharCode(first) : '\ufffd';
      index++;
      continue;
    }
    const point = rest.reduce((value, byte) => (value << 6) | (byte & 0x3f), first & (0xff >> (length + 1)));
    text += point > 0x10_ffff ? '\ufffd' : String.fromCodePoint(point);
    index += length;
  }
  return text;
}
