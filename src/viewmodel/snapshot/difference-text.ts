import { type ImageDifference, PAGE_BYTES, type PageContents, type StateDifference } from '../../simulator/index.ts';
import { hexadecimal } from '../network/sequence-words.ts';
import { formatCount, formatTime } from '../quantities.ts';
import { listed } from '../words.ts';

/** Two texts to be shown side by side: lines that are equal say how much is equal, the others what differs. */
export interface DifferenceTexts {
  readonly first: string;
  readonly second: string;
  /** One sentence on how much differs. */
  readonly summary: string;
  readonly isEmpty: boolean;
}

/** Bytes of a page or block in one line of a dump. */
const BYTES_A_LINE = 16;
/** A whole page is not read by anybody; so many differing lines of it are shown. */
const LINES_A_PAGE = 32;

interface Side {
  readonly name: string;
  readonly lines: string[];
}

/** A comparison as two documents for the diff editor. */
export function differenceTexts(difference: StateDifference, firstName: string, secondName: string): DifferenceTexts {
  const sides: [Side, Side] = [{ name: firstName, lines: [] }, { name: secondName, lines: [] }];
  for (const side of sides) side.lines.push(`State   ${side.name}`, '');
  writeRegisters(difference, sides);
  writeImage('memory', 'page', difference.memory, sides);
  writeImage('disk', 'block', difference.disk, sides);
  const parts = [
    countText(difference.memory, 'page', 'of memory'),
    countText(difference.disk, 'block', 'of the disk'),
    difference.registers === null ? [] : [`${difference.registers.length} registers`],
  ].flat();
  const isEmpty = [difference.memory?.differing ?? 0, difference.disk?.differing ?? 0, difference.registers?.length ?? 0].every((count) => count === 0);
  const summary = isEmpty ? `${firstName} and ${secondName} are equal.` : `${firstName} and ${secondName} differ in ${listed(parts)}.`;
  const [first, second] = sides.map(({ lines }) => `${lines.join('\n')}\n`) as [string, string];
  return { first, second, summary, isEmpty };
}

function countText(image: ImageDifference | null, unit: string, of: string): string[] {
  return image === null ? [] : [`${formatCount(image.differing)} of ${formatCount(image.pageCount)} ${unit}s ${of}`];
}

function both(sides: readonly Side[], ...lines: readonly string[]): void {
  for (const side of sides) side.lines.push(...lines);
}

function writeRegisters({ registers }: StateDifference, [first, second]: readonly [Side, Side]): void {
  if (registers === null) return both([first, second], 'CPU: only one of the two has it', '');
  both([first, second], `CPU: ${registers.length === 0 ? 'equal' : `${registers.length} registers differ`}`);
  for (const { name, ...values } of registers) {
    const show = (value: number): string => (name === 'running time' ? formatTime(value) : name === 'steps' ? formatCount(value) : hexadecimal(value));
    first.lines.push(`  ${name.padEnd(12)} ${show(values.first)}`);
    second.lines.push(`  ${name.padEnd(12)} ${show(values.second)}`);
  }
  both([first, second], '');
}

function writeImage(what: string, unit: string, image: ImageDifference | null, [first, second]: readonly [Side, Side]): void {
  const title = what === 'memory' ? 'Memory' : 'Disk';
  if (image === null) return both([first, second], `${title}: only one of the two has it, or neither`, '');
  both([first, second], `${title}: ${formatCount(image.differing)} of ${formatCount(image.pageCount)} ${unit}s differ`);
  for (let index = 0; index < image.pages.length; index++) {
    const head = `  ${unit} ${image.pages[index]}`;
    const [left, right] = pageLines(image.first, image.second, index);
    first.lines.push(...withHead(head, left));
    second.lines.push(...withHead(head, right));
  }
  const more = image.differing - image.pages.length;
  if (more > 0) both([first, second], `  … and ${formatCount(more)} more ${unit}s that differ`);
  both([first, second], '');
}

function withHead(head: string, lines: readonly string[]): string[] {
  return lines.length === 1 ? [`${head}  ${lines[0]}`] : [head, ...lines.map((line) => `    ${line}`)];
}

/** What each side has in a page: one line for a content number, the differing lines of a dump for bytes. */
function pageLines(first: PageContents, second: PageContents, index: number): [string[], string[]] {
  if (first.kind === 'numbers' || second.kind === 'numbers') {
    return [[contentText(first.data[index] ?? 0)], [contentText(second.data[index] ?? 0)]];
  }
  const size = first.data.length % PAGE_BYTES === 0 ? PAGE_BYTES : first.data.length;
  const left: string[] = [];
  const right: string[] = [];
  for (let offset = 0; offset < size && left.length < LINES_A_PAGE; offset += BYTES_A_LINE) {
    const start = index * size + offset;
    const one = first.data.subarray(start, start + BYTES_A_LINE);
    const other = second.data.subarray(start, start + BYTES_A_LINE);
    if (one.every((byte, place) => byte === other[place])) continue;
    left.push(dumpLine(offset, one));
    right.push(dumpLine(offset, other));
  }
  return [left, right];
}

function contentText(content: number): string {
  return content === 0 ? 'zeros' : `content ${hexadecimal(content)}`;
}

/** As `hexdump -C` prints it: offset, bytes, and the text that they are. */
function dumpLine(offset: number, bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => hexadecimal(byte, 2)).join(' ');
  const text = Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${hexadecimal(offset, 4)}  ${hex}  |${text}|`;
}
