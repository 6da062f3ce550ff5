import { waitFor } from '../programs/program.ts';
import { decodeUtf8 } from '../../kernel/utf8.ts';
import { split } from './expand.ts';
import { type Frame, type Outcome, setVariable, type Shell } from './memory.ts';

/** The builtin `read`: letter by letter, since what comes after the line is for others. */
export function readMore(shell: Shell, frame: Extract<Frame, { of: 'read' }>): Outcome {
  const { process, memory } = shell;
  for (;;) {
    const answer = process.call('read', 0, 1);
    if (!answer.ok && answer.errno === 'EAGAIN') return waitFor({ for: 'readable', descriptor: 0 });
    const isEnd = !answer.ok || answer.value.length === 0;
    // Bytes are kept as letters of one byte until the line is whole.
    if (!isEnd) frame.text += String.fromCharCode(...answer.value);
    if (!isEnd && !isWhole(frame)) continue;
    memory.status = isEnd ? 1 : 0;
    assign(shell, frame, decodeUtf8(Uint8Array.from(frame.text, (letter) => letter.charCodeAt(0))));
    return 'done';
  }
}

function isWhole({ text, isRaw }: Extract<Frame, { of: 'read' }>): boolean {
  return text.endsWith('\n') && (isRaw || !/(?:^|[^\\])(?:\\\\)*\\\n$/.test(text));
}

/** A field for each name, and what is left for the last one. */
function assign(shell: Shell, { names, isRaw }: Extract<Frame, { of: 'read' }>, line: string): void {
  const text = (isRaw ? line : line.replace(/\\\n/g, '').replace(/\\(.)/g, '$1')).replace(/\n$/, '');
  const separators = shell.memory.variables['IFS'] ?? ' \t\n';
  const blanks = [...separators].filter((letter) => ' \t\n'.includes(letter));
  let rest = trimmed(text, blanks, true);
  names.forEach((name, index) => {
    if (index === names.length - 1) {
      setVariable(shell, name, trimmed(rest, blanks, false));
      return;
    }
    const [field = ''] = split(rest, separators).map((piece) => piece ?? '');
    rest = rest.slice(field.length);
    const ends = new RegExp(`^[${blanks.map((blank) => (blank === '\t' ? '\\t' : blank)).join('')}]*`);
    const withoutBlanks = blanks.length === 0 ? rest : rest.replace(ends, '');
    const other = withoutBlanks[0] ?? '';
    rest = other !== '' && separators.includes(other) ? trimmed(withoutBlanks.slice(1), blanks, true) : withoutBlanks;
    setVariable(shell, name, field);
  });
}

function trimmed(text: string, blanks: readonly string[], atStart: boolean): string {
  let [start, end] = [0, text.length];
  while (atStart && start < end && blanks.includes(text[start] ?? '')) start++;
  while (!atStart && end > start && blanks.includes(text[end - 1] ?? '')) end--;
  return text.slice(start, end);
}
