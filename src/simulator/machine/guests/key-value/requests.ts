import { hexadecimal } from '../../../memory/hash.ts';
import { addToStatus, readStatus, writeStatus } from '../server/status-page.ts';
import { checksumOfWords } from '../server/words.ts';
import { appendRecord, flush } from './log.ts';
import { apply, FIELD, type KeyValueParts } from './state.ts';

/** What stands under a key; null where nothing does. */
export function get({ memory, table }: KeyValueParts, key: number): number | null {
  const value = table.find(key)?.value ?? null;
  addToStatus(memory, FIELD.gets, 1);
  writeStatus(memory, FIELD.work, checksumOfWords(readStatus(memory, FIELD.work), key, value ?? 0));
  return value;
}

/** Logged first, then put into the table; it survives a crash once it is flushed. */
export function put(parts: KeyValueParts, key: number, value: number): void {
  const { memory } = parts;
  const entry = { key, value, sequence: readStatus(memory, FIELD.sequence) + 1 };
  appendRecord(parts, entry);
  apply(parts, entry);
  addToStatus(memory, FIELD.puts, 1);
}

/** So many records may wait in memory for the next flush. */
export function flushIfDue(parts: KeyValueParts, flushEvery: number): void {
  const { memory } = parts;
  if (readStatus(memory, FIELD.sequence) - readStatus(memory, FIELD.flushed) >= flushEvery) flush(parts);
}

/**
 * The answer to a client: "GET 512" is answered by "OK 89abcdef" or "NONE", "PUT 512 89abcdef" by "OK" when the record is
 * on the disk. Keys are decimal, from 1 to `keys`.
 */
export function answer(parts: KeyValueParts, request: string, keys: number): string {
  const [operation, keyText = '', valueText = ''] = request.split(' ');
  const key = Number(keyText);
  if (!Number.isInteger(key) || key < 1 || key > keys) return `ERROR the key must be a number from 1 to ${keys}`;
  if (operation === 'GET') {
    const value = get(parts, key);
    return value === null ? 'NONE' : `OK ${hexadecimal(value)}`;
  }
  if (operation !== 'PUT' || !/^[0-9a-f]{1,8}$/.test(valueText)) return 'ERROR say "GET 512" or "PUT 512 89abcdef"';
  put(parts, key, parseInt(valueText, 16));
  flush(parts);
  return 'OK';
}
