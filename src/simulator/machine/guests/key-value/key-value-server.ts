import { hexadecimal } from '../../../memory/hash.ts';
import { DAMAGES } from '../../damage.ts';
import type { GuestProgram } from '../../guest.ts';
import type { GuestSettings } from '../../guest-settings.ts';
import { draw } from '../page-writer.ts';
import { deleteFiles, wildWrites } from '../server/harm.ts';
import { runServer, type ServerParts, serveText, whileServing } from '../server/server-guest.ts';
import { addToStatus, readStatus, writeStatus } from '../server/status-page.ts';
import { checksumOfWords, toBytes } from '../server/words.ts';
import { checkpointOn, isCheckpointDue } from './checkpointing.ts';
import { filesOn, installFiles } from './files.ts';
import { corruptLog } from './corrupt-log.ts';
import { checkLogBlock, flush } from './log.ts';
import { beginRecovery, recoverOn } from './recovery.ts';
import { answer, flushIfDue, get, put } from './requests.ts';
import { LOG_BUFFER_ADDRESS, RECORDS_PER_BLOCK, SLOT_BYTES, slotsFor, TABLE_ADDRESS } from './shape.ts';
import { reportOf } from './report.ts';
import { FIELD, type KeyValueParts } from './state.ts';
import { Table } from './table.ts';

type Settings = Extract<GuestSettings, { kind: 'key-value' }>;

/** What a setting is where it is not given. */
export const KEY_VALUE_DEFAULTS = { keys: 1024, writeShare: 0.5, flushEvery: 8 } as const;

/** Slots of the table that each step checks; once around takes a second or so. */
const SLOTS_CHECKED_PER_STEP = 16;
/** A block of the log is read again and checked every so many steps. */
const STEPS_PER_LOG_CHECK = 8;

/** A step writes the status page, a slot and the log's page; while recovering, the slots of four records. */
const PAGES_PER_STEP = 6;

/**
 * A key-value server on real bytes: a hash table in memory, a write-ahead log and checkpoints of the table on the disk
 * (the scheme of Gray and Reuter, "Transaction Processing", chapter 9). One step is one request of its own making, a
 * get or a put; clients' requests come in between. It checks what it holds all the time, and panics where it is wrong.
 */
export function keyValueServer(settings: Settings): GuestProgram {
  const { requestsPerSecond, keys, writeShare, flushEvery } = { ...KEY_VALUE_DEFAULTS, ...settings };
  const slots = slotsFor(keys);
  const server = {
    boot: (parts: ServerParts) => {
      beginRecovery(withFiles(parts, slots));
    },
    recover: (parts: ServerParts) => {
      recoverOn(withFiles(parts, slots));
    },
    work: (parts: ServerParts) => {
      work(withFiles(parts, slots), keys, writeShare, flushEvery);
    },
  };
  return {
    contentKind: 'bytes',
    stepsPerSecond: requestsPerSecond,
    pageWritesPerStep: PAGES_PER_STEP,
    run: (steps, registers, memory, disk) => {
      runServer(steps, registers, memory, disk, server);
    },
    install: (disk) => {
      installFiles(disk, slots);
    },
    serve: (request, registers, memory, disk) =>
      serveText(request, registers, memory, disk, (parts, text) => serve(withFiles(parts, slots), text, keys)),
    exampleRequest: (number) => [...toBytes(exampleRequest(number, keys))],
    quiesce: (registers, memory, disk) => {
      whileServing(registers, memory, disk, (parts) => {
        flush(withFiles(parts, slots));
      });
    },
    report: reportOf,
    damages: DAMAGES,
    harm: (damage, random, memory, disk) => {
      switch (damage) {
        case 'wild-writes':
          return wildWrites(memory, LOG_BUFFER_ADDRESS, TABLE_ADDRESS + slots * SLOT_BYTES, random);
        case 'delete-files':
          return deleteFiles(disk);
        case 'corrupt-log':
          return corruptLog(memory, disk, random);
      }
    },
  };
}

function withFiles(parts: ServerParts, slots: number): KeyValueParts {
  return { ...parts, ...filesOn(parts.disk, slots), table: new Table(parts.memory, slots) };
}

/** What the server does by itself in one step. */
function work(parts: KeyValueParts, keys: number, writeShare: number, flushEvery: number): void {
  if (isCheckpointDue(parts)) {
    checkpointOn(parts);
    return;
  }
  const { registers, memory } = parts;
  const key = 1 + (draw(registers) % keys);
  const drawn = draw(registers);
  if (drawn < writeShare * 2 ** 32) put(parts, key, checksumOfWords(readStatus(memory, FIELD.work), drawn));
  else get(parts, key);
  flushIfDue(parts, flushEvery);
  check(parts);
}

/** Looks whether memory and disk still hold what the server has put there. */
function check({ memory, table, log }: KeyValueParts): void {
  const slot = readStatus(memory, FIELD.checkedSlot);
  for (let offset = 0; offset < SLOTS_CHECKED_PER_STEP; offset++) table.check(slot + offset);
  const step = slot / SLOTS_CHECKED_PER_STEP;
  writeStatus(memory, FIELD.checkedSlot, (slot + SLOTS_CHECKED_PER_STEP) % table.slots);
  if (step % STEPS_PER_LOG_CHECK !== 0) return;
  const onDisk = readStatus(memory, FIELD.flushed) - readStatus(memory, FIELD.checkpointed);
  const block = readStatus(memory, FIELD.checkedBlock);
  checkLogBlock(memory, log, block);
  writeStatus(memory, FIELD.checkedBlock, (block + 1) * RECORDS_PER_BLOCK < onDisk ? block + 1 : 0);
}

/** A client's request, answered at once; null where nobody is there to answer it: the client asks again. */
function serve(parts: KeyValueParts, request: string, keys: number): string | null {
  if (isCheckpointDue(parts)) return null;
  const text = answer(parts, request, keys);
  addToStatus(parts.memory, FIELD.answered, 1);
  return text;
}

/** Request number n of a client. */
function exampleRequest(number: number, keys: number): string {
  const key = 1 + (checksumOfWords(number) % keys);
  return number % 2 === 0 ? `PUT ${key} ${hexadecimal(checksumOfWords(number, key))}` : `GET ${key}`;
}
