/** The classes of letters that `[[:alpha:]]` and its like name. */
const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f',
};

/** Takes the meaning from the letters of a pattern. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

/** Whether a text has letters that stand for others. */
export function isPattern(text: string): boolean {
  return /[*?]|\[.*\]/s.test(text.replace(/\\./gs, ''));
}

/** The regular expression of a pattern (POSIX, "Pattern Matching Notation"), without anchors. */
function regularExpressionOf(pattern: string): string {
  let expression = '';
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] as string;
    const set = letter === '[' ? /^\[([!^]?)(\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*)\]/s.exec(pattern.slice(at)) : null;
    if (letter === '\\' && at + 1 < pattern.length) expression += quoted(pattern[++at] as string);
    else if (letter === '*') expression += '[^]*';
    else if (letter === '?') expression += '[^]';
    else if (set !== null) {
      const [whole, not = '', members = ''] = set;
      expression += `[${not === '' ? '' : '^'}${membersOf(members)}]`;
      at += whole.length - 1;
    } else expression += quoted(letter);
  }
  return expression;
}

function membersOf(members: string): string {
  return members.replace(/\[:([a-z]+):\]|\\(.)|([\]\\^[])/gs, (_, name: string | undefined, escaped: string | undefined, letter: string | undefined) => {
    if (name !== undefined) return CLASSES[name] ?? '';
    return `\\${escaped ?? letter ?? ''}`;
  });
}

function quoted(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Whether all of a text fits a pattern. */
export function fitsPattern(text: string, pattern: string): boolean {
  return new RegExp(`^${regularExpressionOf(pattern)}$`, 'u').test(text);
}

/** A text without what a pattern fits at its beginning or end: the shortest, or with `isLongest` the longest. */
export function cutOff(text: string, pattern: string, from: 'start' | 'end', isLongest: boolean): string {
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => length);
  if (isLongest) lengths.reverse();
  const found = lengths.find((length) => fitsPattern(from === 'start' ? text.slice(0, length) : text.slice(text.length - length), pattern));
  if (found === undefined) return text;
  return from === 'start' ? text.slice(found) : text.slice(0, text.length - found);
}
