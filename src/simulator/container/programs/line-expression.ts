import { ProgramFailure } from './process-view.ts';

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f',
};

/** Letters that mean something in an extended expression as they are, and in a basic one with a backslash. */
const SWAPPED = new Set(['(', ')', '{', '}', '|', '+', '?']);

/** What grep looks for in a line (POSIX, "Regular Expressions"): with E an extended expression, with F a text, with i whatever the case, with x the whole line. */
export function lineExpression(pattern: string, flags: ReadonlySet<string>): RegExp {
  const body = flags.has('F') ? pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : translated(pattern, flags.has('E'));
  try {
    return new RegExp(flags.has('x') ? `^(?:${body})$` : body, flags.has('i') ? 'i' : '');
  } catch {
    throw new ProgramFailure(`Invalid regular expression: ${pattern}`);
  }
}

function translated(pattern: string, isExtended: boolean): string {
  let expression = '';
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] as string;
    const set = letter === '[' ? /^\[(\^?)(\]?(?:\[:[a-z]+:\]|[^\]])*)\]/.exec(pattern.slice(at)) : null;
    if (set !== null) {
      const members = (set[2] ?? '').replace(/\[:([a-z]+):\]|([\\[\]])/g, (_, name: string | undefined, other: string | undefined) => (name === undefined ? `\\${other ?? ''}` : (CLASSES[name] ?? '')));
      expression += `[${set[1] ?? ''}${members}]`;
      at += set[0].length - 1;
    } else if (letter === '\\' && at + 1 < pattern.length) {
      const next = pattern[++at] as string;
      expression += SWAPPED.has(next) && !isExtended ? next : `\\${next}`;
    } else if (letter === '*' && /(^|\\\(|\\\|)\^?$/.test(pattern.slice(0, at)) && !isExtended) expression += '\\*';
    else expression += SWAPPED.has(letter) && !isExtended ? `\\${letter}` : letter;
  }
  return expression;
}
