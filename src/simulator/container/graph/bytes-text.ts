const HEXADECIMAL = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes in hexadecimal, but for the zeros at their end: files that dd made are large and mostly zeros. */
export function bytesText(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  let text = '';
  for (let at = 0; at < end; at++) text += HEXADECIMAL[bytes[at] as number] as string;
  return text;
}

/** So many bytes, of which the text has those before the zeros at the end. */
export function bytesOf(length: number, text: string): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; 2 * at < text.length; at++) bytes[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}
