import { hexadecimal } from '../../../memory/hash.ts';
import type { GuestMemory } from '../../../memory/guest-memory.ts';
import { mount } from '../../../storage/file-system/file-system.ts';
import type { GuestProgram } from '../../guest.ts';
import type { GuestReport } from '../../guest-report.ts';
import type { GuestSettings } from '../../guest-settings.ts';
import { draw } from '../page-writer.ts';
import { deleteFiles, wildWrites } from '../server/harm.ts';
import { Panic } from '../server/panic.ts';
import { LIFE, REGISTER } from '../server/server-memory.ts';
import { runServer, type ServerParts, serveText } from '../server/server-guest.ts';
import { lifeOf } from '../server/server-report.ts';
import { addToStatus, clearStatus, readStatus, writeStatus } from '../server/status-page.ts';
import { checksumOfBytes, checksumOfWords, toBytes } from '../server/words.ts';
import { contentOf, DIRECTORY_ADDRESS, endOfCache, load, readEntry, writeEntry } from './page-cache.ts';
import { ACCESS_LOG_PATH, installSite, pathOf, readSiteFile, readSiteList } from './site.ts';

type Settings = Extract<GuestSettings, { kind: 'web' }>;

/** What a setting is where it is not given. */
export const WEB_DEFAULTS = { files: 16 } as const;

/** Words of the status page of a web server. */
const FIELD = { served: 0, answered: 1, notFound: 2, work: 3, files: 4, recovered: 5, bytes: 6 } as const;

/** One in so many requests finds its file not in memory any more, and reads it from the disk. */
const REQUESTS_PER_DISK_READ = 8;
/** A line goes into the access log after so many requests; the log begins anew after so many bytes. */
const REQUESTS_PER_LINE = 64;
const LOG_BYTES = 16_384;

/** The status page, the directory, and the page of a file. */
const PAGES_PER_STEP = 3;

/**
 * A web server on real bytes: it serves the files of a site from its disk, and keeps them in memory (page cache). One
 * step is one request of its own making; clients' requests come in between. Every content is checked against the
 * site's list of checksums before it is served.
 */
export function webServer(settings: Settings): GuestProgram {
  const { requestsPerSecond, files } = { ...WEB_DEFAULTS, ...settings };
  return {
    contentKind: 'bytes',
    stepsPerSecond: requestsPerSecond,
    pageWritesPerStep: PAGES_PER_STEP,
    run: (steps, registers, memory, disk) => {
      runServer(steps, registers, memory, disk, { boot, recover, work });
    },
    install: (disk) => {
      installSite(disk, files);
    },
    serve: (request, registers, memory, disk) => serveText(request, registers, memory, disk, answer),
    exampleRequest: (number) => [...toBytes(`GET ${pathOf(checksumOfWords(number) % files)}`)],
    report,
    damages: ['wild-writes', 'delete-files'],
    harm: (damage, random, memory, disk) =>
      damage === 'delete-files' ? deleteFiles(disk) : wildWrites(memory, DIRECTORY_ADDRESS, endOfCache(files), random),
  };
}

function boot({ registers, memory, disk }: ServerParts): void {
  clearStatus(memory);
  writeStatus(memory, FIELD.files, readSiteList(disk).length);
  registers[REGISTER.life] = LIFE.recovering;
}

/** Enters one file into the directory. */
function recover({ registers, memory, disk }: ServerParts): void {
  const index = readStatus(memory, FIELD.recovered);
  const file = readSiteList(disk)[index];
  if (file === undefined) throw new Panic('file-gone');
  writeEntry(memory, index, { ...file, isLoaded: false });
  addToStatus(memory, FIELD.recovered, 1);
  if (index + 1 === readStatus(memory, FIELD.files)) registers[REGISTER.life] = LIFE.serving;
}

/** A request of the server's own making: the smaller of two draws, so that the first files are asked for most. */
function work(parts: ServerParts): void {
  const { registers, memory } = parts;
  const count = readStatus(memory, FIELD.files);
  const index = Math.min(draw(registers) % count, draw(registers) % count);
  const isCold = draw(registers) % REQUESTS_PER_DISK_READ === 0;
  const content = fetch(parts, index, isCold);
  writeStatus(memory, FIELD.work, checksumOfWords(readStatus(memory, FIELD.work), index, checksumOfBytes(content)));
  addToStatus(memory, FIELD.served, 1);
  if (readStatus(memory, FIELD.served) % REQUESTS_PER_LINE === 0) writeLine(parts);
}

/** The content of a file, from memory or from the disk. */
function fetch({ memory, disk }: ServerParts, index: number, fromDisk: boolean): Uint8Array {
  const file = readEntry(memory, index);
  if (fromDisk || !file.isLoaded) load(memory, index, file, readSiteFile(disk, file.path));
  const content = contentOf(memory, index, file);
  addToStatus(memory, FIELD.bytes, content.length);
  return content;
}

function writeLine({ memory, disk }: ServerParts): void {
  const served = String(readStatus(memory, FIELD.served)).padStart(10);
  const line = toBytes(`${served} requests served, checksum ${hexadecimal(readStatus(memory, FIELD.work))}\n`);
  const files = mount(disk);
  if (files.stat(ACCESS_LOG_PATH).size >= LOG_BYTES) files.writeFile(ACCESS_LOG_PATH, line);
  else files.append(ACCESS_LOG_PATH, line);
}

/** "GET /index.html" is answered by "200 1234 bytes, checksum 5f3a9c01" or by "404" where the site has no such file. */
function answer(parts: ServerParts, request: string): string {
  const { memory } = parts;
  const [operation, path = ''] = request.split(' ');
  if (operation !== 'GET') return '400 say "GET /index.html"';
  addToStatus(memory, FIELD.answered, 1);
  for (let index = 0; index < readStatus(memory, FIELD.files); index++) {
    if (readEntry(memory, index).path !== path) continue;
    const content = fetch(parts, index, false);
    return `200 ${content.length} bytes, checksum ${hexadecimal(checksumOfBytes(content))}`;
  }
  addToStatus(memory, FIELD.notFound, 1);
  return `404 there is no ${path}`;
}

function report(registers: Uint32Array, memory: GuestMemory): GuestReport {
  const field = (name: keyof typeof FIELD): number => readStatus(memory, FIELD[name]);
  return {
    ...lifeOf(registers),
    summary: `${field('files')} files`,
    checksum: hexadecimal(field('work')),
    facts: {
      files: field('files'),
      'requests served': field('served'),
      'requests of clients': field('answered'),
      'not found': field('notFound'),
      'bytes served': field('bytes'),
    },
  };
}
