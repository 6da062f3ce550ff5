import { hexadecimal } from '../../../memory/hash.ts';
import { toBytes, toText } from '../server/words.ts';
import { RECORD_BYTES } from './shape.ts';
import { checksumOfEntry, type Entry } from './table.ts';

/**
 * A record of the log is a line of text, so that the log can be read as any file:
 * `0000000123 put 00000200 = 89abcdef checksum 5f3a9c01`.
 */
export function formatRecord(entry: Entry): Uint8Array {
  return toBytes(`${textOf(entry).padEnd(RECORD_BYTES - 1)}\n`);
}

/** The entry of the record that begins at `offset`, null where there is none, or its checksum is wrong. */
export function parseRecord(block: Uint8Array, offset: number): Entry | null {
  const line = toText(block.subarray(offset, offset + RECORD_BYTES));
  const entry = {
    sequence: parseInt(line.slice(0, 10), 10),
    key: parseInt(line.slice(15, 23), 16),
    value: parseInt(line.slice(26, 34), 16),
  };
  return line === `${textOf(entry).padEnd(RECORD_BYTES - 1)}\n` ? entry : null;
}

function textOf(entry: Entry): string {
  const { sequence, key, value } = entry;
  const checksum = hexadecimal(checksumOfEntry(entry));
  return `${String(sequence).padStart(10, '0')} put ${hexadecimal(key)} = ${hexadecimal(value)} checksum ${checksum}`;
}
