/** The first of `length` indexes for which this holds, or `length`: where it holds for one, it must for all after it. */
export function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (!holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
