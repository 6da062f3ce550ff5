import { SIGNAL_NUMBERS, type Signal } from '../process/signal.ts';

const TEXTS: Readonly<Partial<Record<Signal, string>>> = {
  HUP: 'Hangup', INT: 'Interrupt', QUIT: 'Quit', ILL: 'Illegal instruction', ABRT: 'Aborted', FPE: 'Floating point exception', KILL: 'Killed', USR1: 'User defined signal 1',
  SEGV: 'Segmentation fault', USR2: 'User defined signal 2', PIPE: 'Broken pipe', ALRM: 'Alarm clock', TERM: 'Terminated', SYS: 'Bad system call',
  STOP: 'Stopped (signal)', TSTP: 'Stopped', TTIN: 'Stopped (tty input)', TTOU: 'Stopped (tty output)',
};

/** What strsignal(3) says of a signal. */
export function signalText(signal: Signal): string {
  return TEXTS[signal] ?? `Signal ${SIGNAL_NUMBERS[signal]}`;
}

/** A signal by its name, with or without SIG, or its number; null where there is none. */
export function signalOf(text: string): Signal | 0 | null {
  if (text === '0') return 0;
  const name = text.toUpperCase().replace(/^SIG/, '');
  const found = Object.entries(SIGNAL_NUMBERS).find(([signal, number]) => signal === name || String(number) === text);
  return found === undefined ? null : (found[0] as Signal);
}
