import { errorText } from '../programs/error-text.ts';
import type { ProcessView } from '../programs/process-view.ts';
import { encodeUtf8 } from '../../kernel/utf8.ts';
import { PIPE_BYTES } from '../files/pipe.ts';
import type { Errno } from '../errno.ts';
import { expandText } from './expand.ts';
import { type ReadyRedirection, type SavedDescriptor, type Shell, ShellFailure, type Substituted } from './memory.ts';
import type { Redirection } from './syntax.ts';

/** The shell's own descriptors have higher numbers, and no program gets them. */
export const FIRST_OWN_DESCRIPTOR = 10;

/** Redirections with their words expanded. */
export function ready(shell: Shell, redirections: readonly Redirection[], substituted: Substituted): readonly ReadyRedirection[] {
  return redirections.map(({ descriptor, mode, word }) => ({ descriptor, mode, word: expandText(shell, word, substituted) }));
}

/** Makes redirections. Returns how to take them back; throws a `ShellFailure`, after it has taken back what was made. */
export function redirect(process: ProcessView, redirections: readonly ReadyRedirection[], keepsOld: boolean): readonly SavedDescriptor[] {
  const saved: SavedDescriptor[] = [];
  try {
    for (const redirection of redirections) {
      if (keepsOld) saved.push(save(process, redirection.descriptor));
      makeOne(process, redirection);
    }
    return saved;
  } catch (error) {
    takeBack(process, saved);
    throw error;
  }
}

function makeOne(process: ProcessView, { descriptor, mode, word }: ReadyRedirection): void {
  if (mode === 'duplicate' && word === '-') {
    process.call('close', descriptor);
    return;
  }
  if (mode === 'duplicate') {
    if (!/^[0-9]+$/.test(word)) throw new ShellFailure('Syntax error: Bad fd number');
    const answer = process.call('dup', Number(word), descriptor);
    if (!answer.ok) throw new ShellFailure(`${word}: ${errorText(answer.errno)}`);
    return;
  }
  const from = mode === 'text' ? textDescriptor(process, word) : open(process, mode, word);
  if (from === descriptor) return;
  process.call('dup', from, descriptor);
  process.call('close', from);
}

function open(process: ProcessView, mode: 'read' | 'write' | 'append', path: string): number {
  const flags = mode === 'read' ? ['read' as const] : ['write' as const, 'create' as const, mode === 'append' ? ('append' as const) : ('truncate' as const)];
  const opened = process.call('open', path, flags);
  if (opened.ok) return opened.value;
  throw new ShellFailure(`cannot ${mode === 'read' ? 'open' : 'create'} ${path}: ${openText(opened.errno, mode)}`);
}

/** As dash puts it. */
function openText(errno: Errno, mode: 'read' | 'write' | 'append'): string {
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return mode === 'read' ? 'No such file' : 'Directory nonexistent';
  return errorText(errno);
}

/** The text of `<<` lies in a pipe. */
function textDescriptor(process: ProcessView, text: string): number {
  const bytes = encodeUtf8(text);
  if (bytes.length > PIPE_BYTES) throw new ShellFailure(`a text of ${bytes.length} bytes after << is beyond this small shell`);
  const pipe = process.call('pipe');
  if (!pipe.ok) throw new ShellFailure(`Pipe call failed: ${errorText(pipe.errno)}`);
  if (bytes.length > 0) process.call('write', pipe.value[1], bytes);
  process.call('close', pipe.value[1]);
  return pipe.value[0];
}

function save(process: ProcessView, descriptor: number): SavedDescriptor {
  const { descriptors } = process.task.files;
  if (!descriptors.has(descriptor)) return { descriptor, copy: null };
  return { descriptor, copy: keepAside(process, descriptor) };
}

/** A second number for an open file, out of the way. */
export function keepAside(process: ProcessView, descriptor: number): number | null {
  let copy = FIRST_OWN_DESCRIPTOR;
  while (process.task.files.descriptors.has(copy)) copy++;
  return process.call('dup', descriptor, copy).ok ? copy : null;
}

/** Puts descriptors back to what they were, the last one first. */
export function takeBack(process: ProcessView, saved: readonly SavedDescriptor[]): void {
  for (const { descriptor, copy } of [...saved].reverse()) {
    if (copy === null) {
      process.call('close', descriptor);
      continue;
    }
    process.call('dup', copy, descriptor);
    process.call('close', copy);
  }
}
