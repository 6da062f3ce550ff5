/** The bytes of a text (RFC 3629). Halves of surrogate pairs that stand alone become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const ascii = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return encodeAny(text);
    ascii[at] = code;
  }
  return ascii;
}

function encodeAny(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** The text of bytes; each byte that begins no character becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK);
    if (chunk.some((byte) => byte >= 0x80)) return text + decodeAny(bytes.subarray(at));
    text += Reflect.apply(String.fromCharCode, null, chunk) as string;
  }
  return text;
}

/** Bytes that are looked at together. */
const CHUNK = 4096;

function decodeAny(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    const code = length === 0 || at + length > bytes.length ? null : codeAt(bytes, at, length);
    text += code === null ? '\ufffd' : String.fromCodePoint(code);
    at += code === null ? 1 : length;
  }
  return text;
}

/** The least code that takes so many bytes: what could be written shorter is not UTF-8. */
const LEAST = [0, 0, 0x80, 0x800, 0x1_0000];

function codeAt(bytes: Uint8Array, at: number, length: number): number | null {
  const first = bytes[at] as number;
  if (length === 1) return first;
  let code = first & (0xff >> (length + 1));
  for (let index = 1; index < length; index++) {
    const next = bytes[at + index] as number;
    if ((next & 0xc0) !== 0x80) return null;
    code = (code << 6) | (next & 63);
  }
  const isValid = code >= (LEAST[length] as number) && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff);
  return isValid ? code : null;
}
