/** The signals of signal(7) that matter here, with their numbers on x86. */
export const SIGNAL_NUMBERS = {
  HUP: 1, INT: 2, QUIT: 3, ILL: 4, ABRT: 6, FPE: 8, KILL: 9, USR1: 10, SEGV: 11, USR2: 12, PIPE: 13, ALRM: 14,
  TERM: 15, CHLD: 17, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22, WINCH: 28, SYS: 31,
} as const;

/** A signal without the `SIG` in front. */
export type Signal = keyof typeof SIGNAL_NUMBERS;

/** What a process has asked for; the default is not listed. A handler is the program's own affair. */
export type SignalAction = 'ignore' | 'handle';

/** All of them, by number. */
export const SIGNALS = Object.keys(SIGNAL_NUMBERS) as readonly Signal[];
