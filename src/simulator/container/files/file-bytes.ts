/** Room that a growing file is given at least, so that writing piece by piece does not copy it each time. */
const LEAST_ROOM_BYTES = 2 ** 16;

/**
 * A file's bytes with some written at a place; a gap before them reads as zeros. Whoever sees the old bytes goes on
 * seeing them: what is added stands behind them, in room that belongs to this file.
 */
export function withBytesAt(old: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const end = offset + bytes.length;
  if (offset === old.length && old.byteOffset === 0 && isRoomOfFile(old.buffer.byteLength) && end <= old.buffer.byteLength) {
    const grown = new Uint8Array(old.buffer, 0, end);
    grown.set(bytes, offset);
    return grown;
  }
  const length = Math.max(end, old.length);
  const grown = new Uint8Array(roomFor(length)).subarray(0, length);
  grown.set(old);
  grown.set(bytes, offset);
  return grown;
}

/** Small files get no more than they need. */
function roomFor(length: number): number {
  let room = LEAST_ROOM_BYTES;
  while (room < length) room *= 2;
  return length < LEAST_ROOM_BYTES / 2 ? length : room;
}

function isRoomOfFile(bytes: number): boolean {
  return bytes >= LEAST_ROOM_BYTES && roomFor(bytes) === bytes;
}
