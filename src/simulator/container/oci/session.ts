import { newOpenFile, releaseFile } from '../files/open-file.ts';
import { newInode } from '../files/tmpfs.ts';
import type { Kernel } from '../kernel.ts';
import { raise } from '../process/end.ts';
import { foregroundOf } from '../shell/shell.ts';
import { systemCall } from '../system-call.ts';
import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import type { Task } from '../process/task.ts';
import type { OpenFile } from '../files/open-file.ts';
import type { Container, Session } from './container-host.ts';
import { must, RuntimeError } from './runtime-error.ts';
import { newPipe } from '../files/pipe.ts';

/** A shell in a container, or with `init` of the kernel on the host itself, that reads and writes a terminal. */
export function openSession(kernel: Kernel, parent: Task, words: readonly string[] = ['sh', '-i']): Session {
  const before = new Set(parent.children);
  must(kernel, parent, 'a process for the shell', 'clone');
  const shell = [...parent.children].find((child) => !before.has(child));
  if (shell === undefined) throw new RuntimeError('The shell was not born.');
  const input = pipe(kernel);
  const output = pipe(kernel);
  const [program = ''] = words;
  shell.files.descriptors.set(0, { file: input.read, closeOnExec: false });
  for (const number of [1, 2]) shell.files.descriptors.set(number, { file: output.write, closeOnExec: false });
  input.read.references++;
  output.write.references += 2;
  const environment = { PATH: '/bin', HOME: '/' };
  const answer = systemCall(kernel, shell, 'execve', `/bin/${program}`, words, environment);
  if (!answer.ok) {
    systemCall(kernel, shell, 'exit', 127);
    throw new RuntimeError(`The container has no program "${program}" in /bin that it could run (${answer.errno}).`);
  }
  return { shell, input: input.write, output: output.read };
}

function pipe(kernel: Kernel): { readonly read: OpenFile; readonly write: OpenFile } {
  const content = { kind: 'fifo' as const, pipe: newPipe() };
  const inode = newInode(kernel, kernel.namespaceFiles.superblock, content, { mode: 0o600, uid: 0, gid: 0 });
  return { read: newOpenFile({ inode }, ['read']), write: newOpenFile({ inode }, ['write']) };
}

/** What stands for Ctrl-D in what is typed: the end of input for who reads the terminal. */
const END = '\u0004';

/** What is typed. */
export function type(session: Session, text: string): void {
  const content = session.input.inode?.content;
  if (content?.kind !== 'fifo' || content.pipe === null) return;
  content.pipe.bytes = Uint8Array.from([...content.pipe.bytes, ...encodeUtf8(text.replaceAll(END, ''))]);
  if (text.endsWith(END)) content.pipe.saysEnd = true;
}

/** Ctrl-C: SIGINT for what runs in front of the shell; where nothing does, the shell begins a new line. */
export function interrupt(kernel: Kernel, session: Session): void {
  const foreground = foregroundOf(session.shell);
  // A shell in a shell ignores it, too.
  if (foreground.every((task) => task.actions.get('INT') === 'ignore')) type(session, '\n');
  for (const task of foreground) raise(kernel, task, 'INT');
}

/** What was printed since the last look. */
export function takeOutput(session: Session): string {
  const content = session.output.inode?.content;
  if (content?.kind !== 'fifo' || content.pipe === null || content.pipe.bytes.length === 0) return '';
  const text = decodeUtf8(content.pipe.bytes);
  content.pipe.bytes = new Uint8Array();
  return text;
}

/** Whether the shell has died. */
export function hasEnded(session: Session): boolean {
  return session.shell.state === 'zombie' || session.shell.state === 'dead';
}

/** Hangs up: the shell reads the end of its input. */
export function closeSession(session: Session): void {
  releaseFile(session.input);
  releaseFile(session.output);
}

/** The container's terminal of this name, opened where there is none yet. */
export function openTerminal(kernel: Kernel, container: Container, name: string): Session {
  const known = container.sessions.get(name);
  if (known !== undefined && !hasEnded(known)) return known;
  const opened = openSession(kernel, container.init);
  container.sessions.set(name, opened);
  return opened;
}
