import type { Task } from '../process/task.ts';

/** What a process knows of the terminal that it reads and writes (tty(4)), as far as job control needs it. */
export interface Terminal {
  /** As in pts/0. */
  readonly number: number;
  /** The first process of the process group in front: it alone may read, and gets the signals of Ctrl-C, Ctrl-Z and Ctrl-\. null for none. */
  foreground: Task | null;
  columns: number;
  rows: number;
}

/** Whether a process reads or writes its own terminal from the background. */
export function isInBackground(task: Task, terminal: Terminal | undefined): boolean {
  return terminal !== undefined && task.terminal === terminal && terminal.foreground !== null && task.processGroup !== terminal.foreground;
}
