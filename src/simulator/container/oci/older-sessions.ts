import type { OpenFile } from '../files/open-file.ts';
import type { Pipe } from '../files/pipe.ts';
import type { Terminal } from '../files/terminal.ts';
import type { Signal } from '../process/signal.ts';
import { pidIn, type Task } from '../process/task.ts';
import { KEPT_OUT } from '../shell/launch.ts';
import type { Job, ShellMemory } from '../shell/memory.ts';
import { FIRST_OWN_DESCRIPTOR } from '../shell/redirect.ts';
import type { SystemCallName } from '../system-call.ts';
import type { Session } from './container-host.ts';

/* Processes, terminals and shells as they were saved before there was job control: what is new gets its default. */

/** What came with job control; who was allowed to wait for children may do this, too. */
const NEW_CALLS: readonly SystemCallName[] = ['setpgid', 'getpgid', 'setsid', 'getsid', 'tcgetpgrp', 'tcsetpgrp', 'window_size', 'poll', 'statfs'];

/** Brings processes and their terminals up to date; those that are changes nothing. */
export function bringUpToDate(tasks: Iterable<Task>, sessions: Iterable<Session>): void {
  const older: Task[] = [...tasks].filter((task: Partial<Task>) => task.processGroup === undefined);
  for (const task of older) upgradeTask(task);
  for (const session of sessions) if (older.includes(session.shell)) upgradeSession(session);
  for (const task of older) upgradeShell(task);
}

function upgradeTask(task: Task): void {
  const { allowedCalls } = task;
  const added: Partial<Task> = {
    stopSignal: task.state === 'stopped' ? 'STOP' : null, change: null, processGroup: task, session: task, terminal: null, startedAt: 0, cpuNanoseconds: 0, cpuParts: 0,
    allowedCalls: allowedCalls?.has('waitpid') === true ? new Set([...allowedCalls, ...NEW_CALLS]) : allowedCalls,
  };
  Object.assign(task, added);
}

function upgradeSession({ shell, input, output }: Session): void {
  const terminal: Terminal = { number: 0, foreground: shell, columns: 80, rows: 24 };
  for (const pipe of [pipeOf(input), pipeOf(output)]) if (pipe !== null) pipe.terminal = terminal;
  shell.terminal = terminal;
  for (const child of shell.children) adopt(child, shell, child);
}

function adopt(task: Task, session: Task, group: Task): void {
  Object.assign(task, { session: session.session, terminal: session.terminal, processGroup: group });
  for (const child of task.children) adopt(child, session, group);
}

function pipeOf({ inode }: OpenFile): Pipe | null {
  return inode?.content.kind === 'fifo' ? inode.content.pipe : null;
}

/** What a shell remembered then. */
interface OlderMemory extends Pick<ShellMemory, 'input' | 'status' | 'hasPrompted' | 'inputEnded' | 'history'> {
  readonly queue: readonly OlderPipeline[];
  readonly foreground: readonly number[];
}

interface OlderPipeline {
  readonly when: 'always' | 'success' | 'failure';
  readonly commands: readonly { readonly words: readonly OlderWord[]; readonly redirections: readonly { readonly descriptor: number; readonly mode: 'read' | 'write' | 'append'; readonly target: OlderWord | number }[] }[];
  readonly inBackground: boolean;
}

type OlderWord = readonly { readonly text: string; readonly quotes: 'none' | 'single' | 'double' }[];

function upgradeShell(task: Task): void {
  const older = task.program?.memory['shell'] as OlderMemory | undefined;
  if (task.program === null || older === undefined || !('queue' in older)) return;
  const isInteractive = task.arguments.includes('-i');
  const variables = { ...task.environment };
  const jobs = jobsOf(task, older.foreground);
  const front = jobs.find((job) => job.isInFront);
  const memory: ShellMemory = {
    name: 'sh', input: textOf(older.queue) + older.input, inputEnded: older.inputEnded, text: '', line: 1, lineOfCommand: 1, stack: front === undefined ? [] : [{ of: 'job', number: front.number }],
    status: older.status, variables, exported: Object.keys(variables), readonlyNames: [], positional: [], functions: {}, options: '', jobs, ended: {}, lastInBackground: null,
    pid: pidIn(task.pidNamespace, task), terminal: isInteractive ? keepTerminal(task) : null, isInteractive, hasPrompted: older.hasPrompted, wasWarned: false, history: older.history, turns: 0,
  };
  task.program.memory = { ...task.program.memory, shell: memory };
  if (task.program.waitsFor?.for === 'child') task.program.waitsFor = { for: 'child', untraced: true };
  const leader = front === undefined ? undefined : [...task.children].find((child) => pidIn(task.pidNamespace, child) === front.group);
  if (isInteractive && task.terminal !== null && leader !== undefined) task.terminal.foreground = leader;
  if (!isInteractive) task.actions.delete('INT');
  else for (const signal of ['INT', ...KEPT_OUT] satisfies readonly Signal[]) task.actions.set(signal, signal === 'INT' ? 'handle' : 'ignore');
}

/** What runs in front is one job, and every other child one of its own. */
function jobsOf(task: Task, foreground: readonly number[]): Job[] {
  const children = [...task.children].map((child) => ({ child, pid: pidIn(task.pidNamespace, child) }));
  const front = children.filter(({ pid }) => foreground.includes(pid));
  const [leader] = front;
  if (leader !== undefined) for (const { child } of front) adopt(child, task, leader.child);
  return [...(front.length === 0 ? [] : [front]), ...children.filter((one) => !front.includes(one)).map((one) => [one])].map((members, index) => ({
    number: index + 1, processes: members.map(({ child, pid }) => ({ pid, text: child.arguments.join(' '), status: null })),
    text: members.map(({ child }) => child.arguments.join(' ')).join(' | '), group: members[0]?.pid ?? null, isInFront: members === front, told: 'Running',
  }));
}

function keepTerminal(task: Task): number | null {
  const { descriptors } = task.files;
  const input = descriptors.get(0);
  if (input === undefined || task.terminal === null) return null;
  descriptors.set(FIRST_OWN_DESCRIPTOR, { file: input.file, closeOnExec: false });
  input.file.references++;
  return FIRST_OWN_DESCRIPTOR;
}

/** The commands that were still to run, as a line that means the same. */
function textOf(queue: readonly OlderPipeline[]): string {
  if (queue.length === 0) return '';
  const line = queue.map(({ when, commands, inBackground }, index) => {
    // The status before it is that of what runs now.
    const test = when === 'always' ? '' : index > 0 ? '' : when === 'success' ? 'test $? = 0 && ' : 'test $? = 0 || ';
    const joint = index === 0 ? '' : { always: queue[index - 1]?.inBackground === true ? ' ' : '; ', success: ' && ', failure: ' || ' }[when];
    return `${joint}${test}${commands.map(commandText).join(' | ')}${inBackground ? ' &' : ''}`;
  }).join('');
  return `${line}\n`;
}

function commandText({ words, redirections }: OlderPipeline['commands'][number]): string {
  const targets = redirections.map(({ descriptor, mode, target }) => {
    if (typeof target === 'number') return `${descriptor}>&${target}`;
    return `${descriptor}${{ read: '<', write: '>', append: '>>' }[mode]} ${wordText(target)}`;
  });
  return [...words.map(wordText), ...targets].join(' ');
}

function wordText(word: OlderWord): string {
  return word.map(({ text, quotes }) => {
    if (quotes === 'single') return `'${text.replaceAll("'", `'"'"'`)}'`;
    return quotes === 'double' ? `"${text.replace(/[\\`]/g, '\\$&')}"` : text;
  }).join('');
}
