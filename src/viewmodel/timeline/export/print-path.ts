import { toTenth } from '../pixels.ts';
import type { SampleColumn } from '../samples.ts';

/** The pending bytes as the path of a line that covers every sample of a column; `xOf` and `yOf` are pixels. */
export function pendingPath(columns: readonly SampleColumn[], xOf: (time: number) => number, yOf: (bytes: number) => number): string {
  const at = (time: number, bytes: number) => `${tenths(xOf(time))},${tenths(yOf(bytes))}`;
  let path = '';
  for (const column of columns) {
    path += `${path ? 'L' : 'M'}${at(column.from, column.firstPendingBytes)}`;
    if (column.highestPendingBytes === column.lowestPendingBytes && column.from === column.to) continue;
    path += `V${tenths(yOf(column.highestPendingBytes))}V${tenths(yOf(column.lowestPendingBytes))}L${at(column.to, column.lastPendingBytes)}`;
  }
  return path;
}

/** A tenth of a pixel is as fine as a picture needs. */
export function tenths(pixels: number): string {
  return String(toTenth(pixels));
}
