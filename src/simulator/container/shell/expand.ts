import type { ProcessView } from '../programs/process-view.ts';
import type { Word } from './parse.ts';

/** The words that a word stands for: variables put in, and `*` and `?` by the names that fit. */
export function expandWord(process: ProcessView, word: Word, status: number): readonly string[] {
  const filled = word.map((part) => ({ ...part, text: part.quotes === 'single' ? part.text : withVariables(process, part.text, status) }));
  const text = withHome(process, word, filled.map((part) => part.text).join(''));
  const isPattern = filled.some((part) => part.quotes === 'none' && /[*?]/.test(part.text));
  if (!isPattern) return text === '' && word.every((part) => part.quotes === 'none') ? [] : [text];
  const found = matches(process, text);
  return found.length === 0 ? [text] : found;
}

/** A bare `~` at the beginning is the home directory. */
function withHome(process: ProcessView, [first]: Word, text: string): string {
  const isTilde = first?.quotes === 'none' && /^~(\/|$)/.test(first.text);
  return isTilde ? (process.task.environment['HOME'] ?? '/') + text.slice(1) : text;
}

function withVariables(process: ProcessView, text: string, status: number): string {
  return text.replace(/\$(\?|\$|[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\})/g, (_, name: string) => {
    if (name === '?') return String(status);
    if (name === '$') return String(process.must('sh', 'getpid'));
    return process.task.environment[name.replace(/[{}]/g, '')] ?? '';
  });
}

function matches(process: ProcessView, pattern: string): readonly string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    found = found.flatMap((folder) => {
      if (!/[*?]/.test(part)) return process.call('lstat', folder + part).ok ? [`${folder}${part}/`] : [];
      const names = process.call('readdir', folder === '' ? '.' : folder);
      const fits = new RegExp(`^${part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
      return names.ok ? names.value.filter((name) => fits.test(name) && (part.startsWith('.') || !name.startsWith('.'))).map((name) => `${folder}${name}/`) : [];
    });
  }
  return found.map((path) => path.slice(0, -1));
}
