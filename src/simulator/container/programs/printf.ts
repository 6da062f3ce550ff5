import { unescaped } from './echo-text.ts';

/** What a form makes of words. */
export interface Formatted {
  readonly text: string;
  /** What is wrong with the words, as in "abc: expected numeric value". */
  readonly problems: readonly string[];
}

/** Words in a form (POSIX, "printf"), which is used again as long as there are words. */
export function formatted(format: string, words: readonly string[]): Formatted {
  const problems: string[] = [];
  const rest = [...words];
  let text = '';
  do {
    const before = rest.length;
    const turn = once(format, rest, problems);
    text += turn.text;
    if (turn.ends || rest.length === before) break;
  } while (rest.length > 0);
  return { text, problems };
}

const DIRECTIVE = /%(%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([sbcdiuoxXfeEgG]))/g;

/** What is wrong with a form; null for nothing. */
export function problemOf(format: string): string | null {
  const wrong = /%.?/.exec(format.replace(DIRECTIVE, ''));
  return wrong === null ? null : `${wrong[0]}: invalid directive`;
}

function once(format: string, rest: string[], problems: string[]): { readonly text: string; readonly ends: boolean } {
  let text = '';
  let from = 0;
  for (const found of format.matchAll(DIRECTIVE)) {
    const plain = unescaped(format.slice(from, found.index));
    text += plain.text;
    if (plain.ends) return { text, ends: true };
    from = found.index + found[0].length;
    const [, whole, flags = '', widthText, precisionText, letter = ''] = found;
    if (whole === '%') {
      text += '%';
      continue;
    }
    const sizeOf = (size: string | undefined): number | undefined => (size === undefined ? undefined : Number(size === '*' ? (rest.shift() ?? 0) : size));
    const [width = 0, precision] = [sizeOf(widthText), sizeOf(precisionText)];
    const word = rest.shift();
    const shown = letter === 'b' ? unescaped(word ?? '') : { text: convert(letter, word, { flags, precision }, problems), ends: false };
    const isNumber = 'diuoxXfeEgG'.includes(letter);
    text += padded(shown.text, width, flags, isNumber && (precision === undefined || 'feEgG'.includes(letter)));
    if (shown.ends) return { text, ends: true };
  }
  const last = unescaped(format.slice(from));
  return { text: text + last.text, ends: last.ends };
}

interface Manner {
  readonly flags: string;
  readonly precision: number | undefined;
}

function convert(letter: string, word: string | undefined, { flags, precision }: Manner, problems: string[]): string {
  if (letter === 's') return (word ?? '').slice(0, precision);
  if (letter === 'c') return (word ?? '').slice(0, 1);
  const number = numberOf(word ?? '0', problems);
  const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(number);
  const whole = (base: number): string => Math.trunc(size).toString(base).padStart(precision ?? 1, '0');
  switch (letter) {
    case 'o':
      return (flags.includes('#') ? '0' : '') + whole(8);
    case 'x':
      return (flags.includes('#') ? '0x' : '') + whole(16);
    case 'X':
      return (flags.includes('#') ? '0X' : '') + whole(16).toUpperCase();
    case 'f':
      return sign + size.toFixed(precision ?? 6);
    case 'e':
    case 'E':
      return sign + exponential(size, precision ?? 6, letter);
    case 'g':
    case 'G':
      return sign + String(Number(size.toPrecision(precision ?? 6)));
    default:
      return sign + whole(10);
  }
}

/** The exponent has two digits at least. */
function exponential(size: number, digits: number, letter: string): string {
  const text = size.toExponential(digits).replace(/([-+])(\d)$/, '$10$2');
  return letter === 'E' ? text.toUpperCase() : text;
}

/** A letter behind a quote stands for its number. */
function numberOf(word: string, problems: string[]): number {
  if (/^["']./.test(word)) return word.codePointAt(1) ?? 0;
  const text = word.trim();
  const octal = /^[-+]?0[0-7]+$/.test(text);
  const number = octal ? parseInt(text, 8) : Number(text.replace(/^([-+])(0x)/i, '$2')) * (/^-0x/i.test(text) ? -1 : 1);
  if (text !== '' && !Number.isNaN(number)) return number;
  if (text !== '') problems.push(`${word}: expected numeric value`);
  return Number(/^[-+]?\d+(?:\.\d+)?/.exec(text)?.[0] ?? 0);
}

function padded(text: string, width: number, flags: string, mayHaveZeros: boolean): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || !mayHaveZeros) return text.padStart(width);
  const [sign = ''] = /^[-+ ]?(?:0[xX])?/.exec(text) ?? [''];
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
