import { mix } from '../../../kernel/random.ts';
import type { GuestMemory } from '../../../memory/guest-memory.ts';

/** Copies bytes out of memory; address and length are multiples of 4. */
export function readBytes(memory: GuestMemory, address: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  for (let offset = 0; offset < length; offset += 4) view.setUint32(offset, memory.readWord(address + offset), true);
  return bytes;
}

/** Copies bytes into memory; the address is a multiple of 4, and the last word is filled up with zeros. */
export function writeBytes(memory: GuestMemory, address: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; offset += 4) {
    let word = 0;
    for (let index = 3; index >= 0; index--) word = (word << 8) | (bytes[offset + index] ?? 0);
    memory.writeWord(address + offset, word >>> 0);
  }
}

/** Clears bytes of memory; address and length are multiples of 4. */
export function fillWithZeros(memory: GuestMemory, address: number, length: number): void {
  for (let offset = 0; offset < length; offset += 4) memory.writeWord(address + offset, 0);
}

/** Text of ASCII characters as bytes. */
export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** Bytes as text, one character each. */
export function toText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** One 32-bit number that depends on every bit of these, and on their order. */
export function checksumOfWords(...words: readonly number[]): number {
  let checksum = words.length;
  for (const word of words) checksum = (mix(checksum ^ word) + 0x9e37_79b9) >>> 0;
  return checksum;
}

/** The same of bytes. */
export function checksumOfBytes(bytes: Uint8Array): number {
  let checksum = bytes.length;
  for (const byte of bytes) checksum = (Math.imul(checksum ^ byte, 0x0100_0193) + 1) >>> 0;
  return mix(checksum);
}


