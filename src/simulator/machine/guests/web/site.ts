import { hexadecimal } from '../../../memory/hash.ts';
import type { BlockDevice } from '../../../storage/block-device.ts';
import { mount } from '../../../storage/file-system/file-system.ts';
import { checksumOfBytes, toBytes, toText } from '../server/words.ts';

const FOLDER = '/www';
/** What should be there: a line for each file with its path, size and checksum. */
const LIST_PATH = `${FOLDER}/checksums`;
/** The server adds a line here every so many requests. */
export const ACCESS_LOG_PATH = `${FOLDER}/requests`;

/** A file as the list has it. */
export interface SiteFile {
  /** As a client asks for it, such as "/index.html". */
  readonly path: string;
  readonly size: number;
  readonly checksum: number;
}

const WORDS = 'a page is four thousand and ninety six bytes and a snapshot of all of them takes no longer than one of a few'.split(' ');
const LEAST_WORDS = 80;

/** Puts a site of so many pages on a disk. */
export function installSite(disk: BlockDevice, fileCount: number): void {
  const files = mount(disk);
  files.makeDirectory(FOLDER);
  let list = '';
  for (let number = 0; number < fileCount; number++) {
    const bytes = toBytes(pageText(number, fileCount));
    files.writeFile(FOLDER + pathOf(number), bytes);
    list += `${pathOf(number)} ${bytes.length} ${hexadecimal(checksumOfBytes(bytes))}\n`;
  }
  files.writeFile(LIST_PATH, toBytes(list));
  files.writeFile(ACCESS_LOG_PATH, new Uint8Array(0));
}

/** The files that should be on the disk. Throws where the list is gone. */
export function readSiteList(disk: BlockDevice): SiteFile[] {
  const lines = toText(mount(disk).readFile(LIST_PATH)).split('\n');
  return lines.flatMap((line) => {
    const [path = '', size = '', checksum = ''] = line.split(' ');
    return path === '' ? [] : [{ path, size: Number(size), checksum: parseInt(checksum, 16) }];
  });
}

/** The bytes of a file as the disk has it. Throws where it is gone. */
export function readSiteFile(disk: BlockDevice, path: string): Uint8Array {
  return mount(disk).readFile(FOLDER + path);
}

/** The path of the nth page of a site, from 0. */
export function pathOf(number: number): string {
  return number === 0 ? '/index.html' : `/page-${number}.html`;
}

/** From one to three KiB of text, with a link to the next page. */
function pageText(number: number, fileCount: number): string {
  const count = LEAST_WORDS + ((number * 149) % 400);
  const words = Array.from({ length: count }, (_, index) => WORDS[(index * (number + 3)) % WORDS.length]);
  const next = pathOf((number + 1) % fileCount);
  return `<!DOCTYPE html>\n<title>Page ${number}</title>\n<p>${words.join(' ')}</p>\n<a href="${next}">Next</a>\n`;
}
