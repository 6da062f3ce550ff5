/** An IPv4 address as a number: "198.51.100.1" is 0xc6336401. */
type Address = number;

/** "198.51.100.1". */
export function addressText(address: Address): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}
