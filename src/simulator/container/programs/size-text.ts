/** A size as ls -h and df -h have it: rounded up, three digits at most, with a letter for the power of 1024. */
export function sizeForPeople(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let [size, unit] = [bytes / 1024, 0];
  while (roundedUp(size) >= 1024) [size, unit] = [size / 1024, unit + 1];
  const letter = 'KMGTPE'[unit] ?? '';
  const tenths = Math.ceil(size * 10 - 1e-9) / 10;
  return tenths < 10 ? `${tenths.toFixed(1)}${letter}` : `${roundedUp(size)}${letter}`;
}

function roundedUp(size: number): number {
  return Math.ceil(size - 1e-9);
}
