import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import type { OpenFlag } from '../files/open-file.ts';
import { errorText } from './error-text.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { exit, type Program, type Step, waitFor } from './program.ts';

/** Larger blocks find no memory. */
const MOST_BLOCK_BYTES = 2 ** 26;
/** Small blocks are copied together, up to so many bytes, before others have their turn. */
const TURN_BYTES = 2 ** 16;
/** What copying in memory costs a vCPU. */
const CALL_NANOSECONDS = 500;
const BYTES_PER_NANOSECOND = 10;

interface Options {
  readonly input: string | null;
  readonly output: string | null;
  readonly blockBytes: number;
  readonly count: number | null;
  readonly skip: number;
  readonly seek: number;
  readonly inputFlags: readonly OpenFlag[];
  readonly outputFlags: readonly OpenFlag[];
  readonly conversions: readonly string[];
  readonly status: string;
}

/** What dd has done so far, in the units of its report: whole and partial blocks. */
interface Progress {
  input: number;
  output: number;
  startedAt: number;
  blocksIn: number;
  partsIn: number;
  blocksOut: number;
  partsOut: number;
  bytes: number;
  /** What was read and is not written yet. */
  rest: Uint8Array;
  hasEnded: boolean;
}

function parse(args: readonly string[]): Options {
  const given = new Map<string, string>();
  for (const arg of args) {
    const at = arg.indexOf('=');
    const key = arg.slice(0, Math.max(at, 0));
    if (!OPERANDS.has(key)) throw new ProgramFailure(`unrecognized operand '${arg}'\nTry 'dd --help' for more information.`);
    given.set(key, arg.slice(at + 1));
  }
  const listed = (key: string): string[] => (given.get(key) ?? '').split(',').filter((word) => word !== '');
  const flags = (key: string): OpenFlag[] => listed(key).map((word) => FLAGS[word] ?? stop(`invalid ${key === 'iflag' ? 'input' : 'output'} flag: '${word}'`));
  const blockBytes = sizeOf(given.get('bs') ?? '512');
  if (blockBytes === 0) stop(`invalid number: '${given.get('bs') ?? ''}'`);
  if (blockBytes > MOST_BLOCK_BYTES) stop(`memory exhausted by input buffer of size ${blockBytes} bytes`);
  const count = given.get('count');
  const conversions = listed('conv');
  const unknown = conversions.find((word) => !['fsync', 'fdatasync', 'notrunc'].includes(word));
  if (unknown !== undefined) stop(`invalid conversion: '${unknown}'`);
  return {
    input: given.get('if') ?? null, output: given.get('of') ?? null, blockBytes, count: count === undefined ? null : sizeOf(count),
    skip: sizeOf(given.get('skip') ?? '0'), seek: sizeOf(given.get('seek') ?? '0'), inputFlags: flags('iflag'), outputFlags: flags('oflag'),
    conversions, status: given.get('status') ?? '',
  };
}

const OPERANDS: ReadonlySet<string> = new Set(['if', 'of', 'bs', 'count', 'skip', 'seek', 'iflag', 'oflag', 'conv', 'status']);
const FLAGS: Readonly<Record<string, OpenFlag>> = { direct: 'direct', sync: 'sync', dsync: 'sync', append: 'append', nofollow: 'nofollow' };
const UNITS: Readonly<Record<string, number>> = { '': 1, c: 1, w: 2, b: 512, k: 2 ** 10, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

function stop(sentence: string): never {
  throw new ProgramFailure(sentence);
}

function sizeOf(text: string): number {
  const parts = /^(\d+)([a-zA-Z]*)$/.exec(text);
  const unit = parts === null ? undefined : UNITS[parts[2] ?? ''];
  const size = unit === undefined ? Number.NaN : Number(parts?.[1]) * unit;
  return Number.isSafeInteger(size) ? size : stop(`invalid number: '${text}'`);
}

function open(process: ProcessView, options: Options): Progress {
  const opened = (path: string, flags: readonly OpenFlag[]): number => {
    const answer = process.call('open', path, flags);
    return answer.ok ? answer.value : stop(`failed to open '${path}': ${errorText(answer.errno)}`);
  };
  const truncates = options.seek === 0 && !options.conversions.includes('notrunc') && !options.outputFlags.includes('append');
  const input = options.input === null ? 0 : opened(options.input, ['read', ...options.inputFlags]);
  const output = options.output === null ? 1 : opened(options.output, ['write', 'create', ...(truncates ? (['truncate'] as const) : []), ...options.outputFlags]);
  if (options.skip > 0) process.must(`cannot skip to offset in '${options.input ?? 'standard input'}'`, 'lseek', input, options.skip * options.blockBytes);
  if (options.seek > 0) process.must(`cannot seek in '${options.output ?? 'standard output'}'`, 'lseek', output, options.seek * options.blockBytes);
  process.must('memory exhausted', 'allocate', options.blockBytes);
  return { input, output, startedAt: process.now, blocksIn: 0, partsIn: 0, blocksOut: 0, partsOut: 0, bytes: 0, rest: new Uint8Array(), hasEnded: false };
}

function step(process: ProcessView): Step {
  const { memory } = process;
  memory['options'] ??= parse(process.args);
  const options = memory['options'] as Options;
  memory['progress'] ??= open(process, options);
  const progress = memory['progress'] as Progress;
  let cost = 0;
  for (let moved = 0; moved < TURN_BYTES && process.task.disk === null; ) {
    const before = progress.bytes;
    const wait = copyBlock(process, options, progress);
    if (wait === 'end') return finish(process, options, progress);
    if (wait !== null) return wait;
    moved += progress.bytes - before;
    cost += CALL_NANOSECONDS;
  }
  return waitFor({ for: 'cpu', remaining: cost + Math.ceil(options.blockBytes / BYTES_PER_NANOSECOND) });
}

/** Reads a block and writes it; what it has to wait for, or that it is at the end. */
function copyBlock(process: ProcessView, options: Options, progress: Progress): Step | 'end' | null {
  if (progress.rest.length === 0) {
    if (progress.hasEnded || progress.blocksIn + progress.partsIn === options.count) return 'end';
    const answer = process.call('read', progress.input, options.blockBytes);
    if (!answer.ok && answer.errno === 'EAGAIN') return waitFor({ for: 'readable', descriptor: progress.input });
    if (!answer.ok) return failed(process, options, progress, `error reading '${options.input ?? 'standard input'}': ${errorText(answer.errno)}`);
    if (answer.value.length === 0) return 'end';
    progress.rest = answer.value;
    if (answer.value.length === options.blockBytes) progress.blocksIn++;
    else progress.partsIn++;
  }
  const written = process.call('write', progress.output, progress.rest);
  if (!written.ok && written.errno === 'EAGAIN') return waitFor({ for: 'writable', descriptor: progress.output });
  if (!written.ok) return failed(process, options, progress, `error writing '${options.output ?? 'standard output'}': ${errorText(written.errno)}`);
  progress.bytes += written.value;
  progress.rest = progress.rest.subarray(written.value);
  if (progress.rest.length > 0) return null;
  if (written.value === options.blockBytes) progress.blocksOut++;
  else progress.partsOut++;
  return null;
}

function failed(process: ProcessView, options: Options, progress: Progress, sentence: string): Step {
  process.printError(`dd: ${sentence}`);
  report(process, options, progress);
  return exit(1);
}

/** Waits for the disk where that was asked for, and then says how fast it was. */
function finish(process: ProcessView, options: Options, progress: Progress): Step {
  const flushes = options.conversions.some((word) => word === 'fsync' || word === 'fdatasync');
  if (flushes && !progress.hasEnded) {
    process.must(`fsync failed for '${options.output ?? 'standard output'}'`, 'fsync', progress.output);
    progress.hasEnded = true;
    return waitFor({ for: 'time', until: process.now });
  }
  report(process, options, progress);
  return exit(0);
}

function report(process: ProcessView, { status }: Options, { bytes, startedAt, ...blocks }: Progress): void {
  if (status === 'none') return;
  process.printError(`${blocks.blocksIn}+${blocks.partsIn} records in\n${blocks.blocksOut}+${blocks.partsOut} records out`);
  if (status === 'noxfer') return;
  const seconds = (process.now - startedAt) / NANOSECONDS_PER_SECOND;
  const rate = seconds === 0 ? 'Infinity B' : human(bytes / seconds, 1000, ['B', 'kB', 'MB', 'GB']);
  const sizes = [...(bytes >= 1000 ? [human(bytes, 1000, ['B', 'kB', 'MB', 'GB'])] : []), ...(bytes >= 1024 ? [human(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB'])] : [])];
  process.printError(`${bytes} byte${bytes === 1 ? '' : 's'}${sizes.length === 0 ? '' : ` (${sizes.join(', ')})`} copied, ${Number(seconds.toPrecision(6))} s, ${rate}/s`);
}

/** As ls -h and dd show numbers: one digit after the point below ten. */
function human(value: number, base: number, units: readonly string[]): string {
  let [shown, unit] = [value, 0];
  while (shown >= base && unit < units.length - 1) [shown, unit] = [shown / base, unit + 1];
  return `${unit > 0 && shown < 9.95 ? shown.toFixed(1) : shown.toFixed(0)} ${units[unit] ?? ''}`;
}

/** Copies blocks from one file to another (dd(1)). */
export const DD: Program = {
  name: 'dd', usage: 'dd [if=FILE] [of=FILE] [bs=BYTES] [count=N] [skip=N] [seek=N] [iflag=direct] [oflag=direct|sync|append] [conv=fsync,notrunc] [status=none]',
  about: 'Copies blocks and says how fast: oflag=direct and conv=fsync wait for the disk, iflag=direct reads from it.', step,
};
