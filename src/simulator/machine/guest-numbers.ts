/** Content numbers below this are left to the pages and blocks that a machine starts with. */
const FIRST_CONTENT = 0x1_0000;
/** The last content number; the next one is the first again. */
export const LAST_CONTENT = 0xffff_ffff;

/** The content number that a guest writes after this one: each of its writes makes a content never seen before. */
export function nextContent(content: number): number {
  return content < FIRST_CONTENT || content === LAST_CONTENT ? FIRST_CONTENT : content + 1;
}

/** Xorshift with the triple (13, 17, 5) of Marsaglia, "Xorshift RNGs": every 32-bit number but 0, then over again. */
export function nextRandom(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  return next ^ (next << 5);
}
