const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;

/** A 32-bit hash of the first `length` bytes (Fowler, Noll and Vo, FNV-1a), begun with `seed`. */
export function hashBytes(bytes: Uint8Array, length = bytes.length, seed = 0): number {
  let hash = FNV_OFFSET ^ seed;
  for (let index = 0; index < length; index++) hash = Math.imul(hash ^ (bytes[index] as number), FNV_PRIME);
  return hash >>> 0;
}
