import { pidIn } from '../process/task.ts';
import { waitFor } from '../programs/program.ts';
import { decodeUtf8 } from '../../kernel/utf8.ts';
import { collect } from './jobs.ts';
import { fork } from './launch.ts';
import { type Frame, type Outcome, type Shell, ShellFailure } from './memory.ts';
import type { WordPart } from './syntax.ts';

/** Runs the commands in `$(…)`, with a pipe as their output; what comes through it is for the frame that needs it. */
export function capture(shell: Shell, frame: Frame, part: Extract<WordPart, { part: 'command' }>): void {
  if (!('substituted' in frame)) throw new ShellFailure('$( is beyond this small shell in this place');
  const { process, memory } = shell;
  const [read, write] = process.must('Pipe call failed', 'pipe');
  const child = fork(shell, { frames: [{ of: 'list', list: part.list, at: 0 }], inBackground: false, group: null });
  process.callAs(child, 'dup', write, 1);
  process.callAs(child, 'close', read);
  if (write !== 1) process.callAs(child, 'close', write);
  process.call('close', write);
  const pid = pidIn(process.task.pidNamespace, child);
  memory.stack.push({ of: 'capture', number: part.number, pid, descriptor: read, into: frame.substituted, text: '', isWhole: false });
}

/** Takes what comes until the end, and the status of who wrote it. */
export function listenTo(shell: Shell, frame: Extract<Frame, { of: 'capture' }>): Outcome {
  const { process, memory } = shell;
  while (!frame.isWhole) {
    const answer = process.call('read', frame.descriptor);
    if (!answer.ok && answer.errno === 'EAGAIN') return waitFor({ for: 'readable', descriptor: frame.descriptor });
    if (!answer.ok || answer.value.length === 0) frame.isWhole = true;
    else frame.text += decodeUtf8(answer.value);
  }
  collect(shell);
  const status = memory.ended[frame.pid];
  if (status === undefined) return waitFor({ for: 'child', untraced: true });
  Reflect.deleteProperty(memory.ended, frame.pid);
  process.call('close', frame.descriptor);
  frame.into[frame.number] = frame.text.replace(/\n+$/, '');
  memory.status = status;
  return 'done';
}
