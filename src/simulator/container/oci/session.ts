import { newOpenFile, releaseFile } from '../files/open-file.ts';
import { newInode } from '../files/tmpfs.ts';
import type { Kernel } from '../kernel.ts';
import type { Pipe } from '../files/pipe.ts';
import type { Terminal } from '../files/terminal.ts';
import { raiseGroup } from '../process/end.ts';
import type { Signal } from '../process/signal.ts';
import { systemCall } from '../system-call.ts';
import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import type { Task } from '../process/task.ts';
import type { OpenFile } from '../files/open-file.ts';
import type { Container, Session } from './container-host.ts';
import { must, RuntimeError } from './runtime-error.ts';
import { newPipe } from '../files/pipe.ts';

interface SessionSettings {
  readonly words?: readonly string[];
  /** The number of its terminal. */
  readonly number?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A shell in a container, or with `init` of the kernel on the host itself, that reads and writes a terminal. */
export function openSession(kernel: Kernel, parent: Task, { words = ['sh', '-i'], number = 0, environment = { PATH: '/bin', HOME: '/' } }: SessionSettings = {}): Session {
  const before = new Set(parent.children);
  must(kernel, parent, 'a process for the shell', 'clone');
  const shell = [...parent.children].find((child) => !before.has(child));
  if (shell === undefined) throw new RuntimeError('The shell was not born.');
  must(kernel, shell, 'a session for the shell', 'setsid');
  const terminal: Terminal = { number, foreground: shell, columns: 80, rows: 24 };
  shell.terminal = terminal;
  const input = pipe(kernel, terminal);
  const output = pipe(kernel, terminal);
  const [program = ''] = words;
  shell.files.descriptors.set(0, { file: input.read, closeOnExec: false });
  for (const number of [1, 2]) shell.files.descriptors.set(number, { file: output.write, closeOnExec: false });
  input.read.references++;
  output.write.references += 2;
  const answer = systemCall(kernel, shell, 'execve', `/bin/${program}`, words, { ...environment, TERM: 'xterm' });
  if (!answer.ok) {
    systemCall(kernel, shell, 'exit', 127);
    throw new RuntimeError(`The container has no program "${program}" in /bin that it could run (${answer.errno}).`);
  }
  return { shell, input: input.write, output: output.read };
}

function pipe(kernel: Kernel, terminal: Terminal): { readonly read: OpenFile; readonly write: OpenFile } {
  const content = { kind: 'fifo' as const, pipe: { ...newPipe(), terminal } };
  const inode = newInode(kernel, kernel.namespaceFiles.superblock, content, { mode: 0o600, uid: 0, gid: 0 });
  return { read: newOpenFile({ inode }, ['read']), write: newOpenFile({ inode }, ['write']) };
}

/** Ctrl-D: the end of input for who reads the terminal. */
const END = '\u0004';

/** The keys that send a signal to all who run in front, and take back what was typed before (termios(3), ISIG). */
const SIGNAL_KEYS: Readonly<Record<string, Signal>> = { '\u0003': 'INT', '\u001a': 'TSTP', '\u001c': 'QUIT' };

/** What is typed. */
export function type(kernel: Kernel, session: Session, text: string): void {
  const pipe = inputOf(session);
  if (pipe === null) return;
  let typed = '';
  for (const letter of text) {
    const signal = SIGNAL_KEYS[letter];
    if (letter === END) pipe.saysEnd = true;
    else if (signal === undefined) typed += letter;
    else {
      typed = '';
      pipe.bytes = new Uint8Array();
      if (pipe.terminal?.foreground) raiseGroup(kernel, pipe.terminal.foreground, signal);
    }
  }
  pipe.bytes = Uint8Array.from([...pipe.bytes, ...encodeUtf8(typed)]);
}

function inputOf(session: Session): Pipe | null {
  const content = session.input.inode?.content;
  return content?.kind === 'fifo' ? content.pipe : null;
}

/** Ctrl-C. */
export function interrupt(kernel: Kernel, session: Session): void {
  type(kernel, session, '\u0003');
}

/** The terminal has another size: who runs in front is told. */
export function resizeTerminal(kernel: Kernel, session: Session, columns: number, rows: number): void {
  const terminal = inputOf(session)?.terminal;
  if (terminal === undefined || (terminal.columns === columns && terminal.rows === rows)) return;
  Object.assign(terminal, { columns, rows });
  if (terminal.foreground !== null) raiseGroup(kernel, terminal.foreground, 'WINCH');
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
  const taken = new Set([...container.sessions.values()].map((session) => inputOf(session)?.terminal?.number));
  const number = [...taken.keys(), taken.size].findIndex((_, index) => !taken.has(index));
  const opened = openSession(kernel, container.init, { number, environment: container.image.environment });
  container.sessions.set(name, opened);
  return opened;
}
