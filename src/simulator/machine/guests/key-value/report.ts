import { hexadecimal } from '../../../memory/hash.ts';
import type { GuestMemory } from '../../../memory/guest-memory.ts';
import type { GuestReport } from '../../guest-report.ts';
import { lifeOf } from '../server/server-report.ts';
import { readStatus } from '../server/status-page.ts';
import { FIELD } from './state.ts';

/** What the status page says; it may be garbage in a server that has crashed. */
export function reportOf(registers: Uint32Array, memory: GuestMemory): GuestReport {
  const field = (name: keyof typeof FIELD): number => readStatus(memory, FIELD[name]);
  const checksum = hexadecimal(field('contents'));
  return {
    ...lifeOf(registers),
    summary: `${field('keys')} keys`,
    checksum,
    facts: {
      keys: field('keys'),
      gets: field('gets'),
      puts: field('puts'),
      'requests of clients': field('answered'),
      'log record': field('sequence'),
      'log records on disk': field('flushed'),
      'records in the checkpoint': field('checkpointed'),
      'records recovered at boot': field('recoveredRecords'),
    },
  };
}
