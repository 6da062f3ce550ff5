import { printDiffOrStringify } from '@vitest/utils/diff';
import { stringify } from '@vitest/utils/display';
import type { CheckResult, Place, StackFrame } from '../../labs/verdict.ts';
import { PACK_FOLDER, STUDENT_FOLDER } from '../messages.ts';
import { checkedExport } from './checked-export.ts';
import { lackingExport } from './lacking-export.ts';
import { placeOfSyntaxError } from './syntax-place.ts';

/** What went wrong, in terms of the student's files and the spec. */
export interface DescribedError extends Pick<CheckResult, 'message' | 'expected' | 'actual' | 'difference' | 'place' | 'stack'> {
  /** True for something that did not hold; false for an exception. */
  readonly failed: boolean;
}

const LONGEST = 4_000;
const MOST_FRAMES = 20;

/** Tells what was thrown; `modules` are the texts that ran, by their addresses. */
export function describeError(thrown: unknown, modules: ReadonlyMap<string, string>): DescribedError {
  if (thrown instanceof SyntaxError) return describeSyntaxError(thrown, modules);
  if (!(thrown instanceof Error)) {
    return { ...NOTHING, message: `The code threw ${cut(stringify(thrown))}, which is not an Error.` };
  }
  const assertion = thrown.name === 'AssertionError';
  const failed = assertion || thrown.name === 'TrialFailure';
  const stack = withStudentCode(framesIn(String(thrown.stack)), failed, modules);
  const place = stack.find(inStudent) ?? stack[0];
  return {
    failed,
    message: cut(messageOf(thrown)),
    ...(assertion ? comparison(thrown) : { expected: null, actual: null, difference: null }),
    place: place?.place ?? null,
    stack,
  };
}

/** What is written for people to read stands without the name of its class. */
function messageOf({ name, message }: Error): string {
  const forPeople = ['AssertionError', 'TrialFailure', 'ImportRefused'].includes(name);
  return forPeople ? withPlainZero(message.replace(' // Object.is equality', '')) : `${name}: ${message}`;
}

/** The matchers tell 0 from -0 by a sign, which only puzzles where there is no -0. */
function withPlainZero(message: string): string {
  return / -0(?![\w.])/u.test(message) ? message : message.replaceAll(/(?<= )\+0(?![\w.])/gu, '0');
}

/** A file did not load: it cannot be compiled, or lacks an export that another file asks for. */
function describeSyntaxError(error: SyntaxError, modules: ReadonlyMap<string, string>): DescribedError {
  const lacking = lackingExport(error, modules);
  if (lacking !== null) return { ...NOTHING, ...lacking };
  const frame = framesIn(error.stack ?? '').at(0) ?? headFrame(placeOfSyntaxError(error, modules) ?? '');
  return { ...NOTHING, message: `SyntaxError: ${error.message}`, place: frame?.place ?? null };
}

const NOTHING: DescribedError = {
  failed: false, message: '', expected: null, actual: null, difference: null, place: null, stack: [],
};

function comparison(error: Error): Pick<DescribedError, 'expected' | 'actual' | 'difference'> {
  const { expected, actual, showDiff } = error as Error & { expected?: unknown; actual?: unknown; showDiff?: boolean };
  if (!('expected' in error) || !('actual' in error)) return { expected: null, actual: null, difference: null };
  const plain = (text: string): string => text;
  const colours = { aColor: plain, bColor: plain, changeColor: plain, commonColor: plain, patchColor: plain };
  const difference = showDiff === false ? null : (printDiffOrStringify(actual, expected, colours) ?? null);
  return {
    expected: cut(readable(expected)),
    actual: cut(readable(actual)),
    difference: difference === null ? null : cut(difference),
  };
}

function readable(value: unknown): string {
  return typeof value === 'string' ? value : stringify(value, 10, { printBasicPrototype: false });
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** An expectation that was not met is looked into at the student's code that it tried. */
function withStudentCode(stack: readonly StackFrame[], failed: boolean, modules: ReadonlyMap<string, string>): readonly StackFrame[] {
  if (!failed || stack.some(inStudent)) return stack;
  const spec = [...modules].find(([url]) => url.startsWith(PACK_FOLDER) && decode(url, PACK_FOLDER) === stack[0]?.place.file);
  const tried = checkedExport(spec?.[1], modules);
  return tried ? [tried, ...stack] : stack;
}

const inStudent = ({ place }: StackFrame): boolean => place.origin === 'student';

/** `at name (url:line:column)`, for modules of the run. */
function framesIn(stack: string): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  const pattern = /^ +at (?:(.*) \()?(virtlab-run:[^\s)]*?):(\d+):(\d+)\)?$/gm;
  for (const [, name = '', url = '', line, column] of stack.matchAll(pattern)) {
    const place = placeOf(url, Number(line), Number(column));
    if (place !== null) frames.push({ name: name.replace(/^async /, ''), place });
  }
  return frames.slice(0, MOST_FRAMES);
}

/** V8 puts the place of a syntax error in front: the address, the line's text, carets below the mistake. */
function headFrame(stack: string): StackFrame | undefined {
  const head = /^(virtlab-run:\S*?):(\d+)\n.*\n( *)\^/.exec(stack);
  const place = head === null ? null : placeOf(head[1] as string, Number(head[2]), (head[3] as string).length + 1);
  return place === null ? undefined : { name: '', place };
}

function placeOf(url: string, line: number, column: number): Place | null {
  if (url.startsWith(STUDENT_FOLDER)) return { origin: 'student', file: decode(url, STUDENT_FOLDER), line, column };
  if (url.startsWith(PACK_FOLDER)) return { origin: 'pack', file: decode(url, PACK_FOLDER), line, column };
  return null;
}

function decode(url: string, folder: string): string {
  return decodeURIComponent(url.slice(folder.length));
}
