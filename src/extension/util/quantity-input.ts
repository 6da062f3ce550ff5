import { MEBIBYTE, type QuantityKind, readQuantity, SIZE, TEBIBYTE } from '../../simulator/index.ts';

export const HOST_MEMORY: QuantityKind = { ...SIZE, least: 16 * MEBIBYTE, leastText: '16 MiB' };
export const VM_MEMORY: QuantityKind = {
  ...SIZE, least: MEBIBYTE, leastText: '1 MiB', most: TEBIBYTE, mostText: '1 TiB',
};

/** What is wrong with a typed quantity, in one sentence; undefined if nothing is. `name` begins the sentence. */
export function checkQuantity(typed: string, kind: QuantityKind, name: string): string | undefined {
  const reading = readQuantity(typed, kind);
  return reading.ok ? undefined : `${name} ${reading.complaint}`;
}

/** A quantity from a command's arguments: a number in its base unit, or a text with a unit. Throws one sentence. */
export function quantityOf(given: unknown, kind: QuantityKind, name: string): number {
  if (typeof given === 'number') return given;
  const reading = readQuantity(given, kind);
  if (!reading.ok) throw new Error(`${name} ${reading.complaint}`);
  return reading.amount;
}
