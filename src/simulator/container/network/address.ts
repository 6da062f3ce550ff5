import { fail } from '../errno.ts';

/** An IPv4 address as a number. */
export type Address = number;

/** Reads "10.0.0.2"; EINVAL for anything else. */
export function parseAddress(text: string): Address {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) fail('EINVAL');
  return parts.reduce((address, part) => address * 256 + Number(part), 0);
}

/** Reads "10.0.0.0/24"; without a length it is one address. */
export function parseNetwork(text: string): { readonly address: Address; readonly prefix: number } {
  const [address = '', prefix = '32'] = text.split('/');
  if (!/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) fail('EINVAL');
  return { address: parseAddress(address), prefix: Number(prefix) };
}

/** Whether an address lies in a network. */
export function isIn(address: Address, network: Address, prefix: number): boolean {
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) === Math.floor(network / size);
}
