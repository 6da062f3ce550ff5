const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', r: '\r', e: '\u001b', a: '\u0007', b: '\b', f: '\f', v: '\v' };

/** What `\n` and its like stand for in a text; `\c` ends it (POSIX, "echo"). */
export function unescaped(text: string): { readonly text: string; readonly ends: boolean } {
  const end = /^(?:[^\\]|\\[^c])*?\\c/s.exec(text);
  const kept = end === null ? text : end[0].slice(0, -2);
  const shown = kept.replace(/\\(?:0?([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([abefnrtv\\]))/g, (_, octal: string | undefined, hex: string | undefined, letter: string | undefined) => {
    if (letter !== undefined) return ESCAPES[letter] ?? letter;
    return String.fromCharCode(octal === undefined ? parseInt(hex ?? '0', 16) : parseInt(octal, 8));
  });
  return { text: shown, ends: end !== null };
}

/** What echo prints for its words: -n, -e and -E come first. */
export function echoText(args: readonly string[]): string {
  const at = args.findIndex((word) => !/^-[neE]+$/.test(word));
  const options = (at < 0 ? args : args.slice(0, at)).join('');
  const words = (at < 0 ? [] : args.slice(at)).join(' ');
  const escapes = options.lastIndexOf('e') > options.lastIndexOf('E');
  const { text, ends } = escapes ? unescaped(words) : { text: words, ends: false };
  return text + (options.includes('n') || ends ? '' : '\n');
}
