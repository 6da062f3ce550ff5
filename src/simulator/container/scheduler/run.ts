import { nextDiskInstant, passDiskTime } from '../disk/disk-shares.ts';
import { waitsForDisk } from '../disk/submit.ts';
import type { Kernel } from '../kernel.ts';
import { die } from '../process/end.ts';
import type { Task } from '../process/task.ts';
import type { Errno } from '../errno.ts';
import { errorText } from '../programs/error-text.ts';
import type { Program, ProgramState } from '../programs/program.ts';
import { encodeUtf8 } from '../../kernel/utf8.ts';
import { ProgramFailure, viewOf } from '../programs/process-view.ts';
import { systemCall } from '../system-call.ts';
import { type Nanoseconds, NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { cpuShares, wantsCpu } from './cpu-shares.ts';
import { accountCpu, accountTask, accountThrottling, serve, timeUntilServed } from './cpu-time.ts';
import { averageLoad } from './load.ts';
import { isReady } from './ready.ts';
import { ancestors } from '../cgroup/hierarchy.ts';

/** The most steps at one instant, so that programs that never wait do not stop the world. */
const MOST_STEPS = 20_000;

/** A terminal takes a pipe full of output every so often: 64 KiB in a twentieth of a second. */
const TERMINAL_PAUSE = NANOSECONDS_PER_SECOND / 20;

/** Lets every process run until all of them wait. */
function settle(kernel: Kernel, programs: ReadonlyMap<string, Program>): void {
  let steps = 0;
  for (let progress = true; progress && steps < MOST_STEPS && kernel.panic === null; ) {
    progress = false;
    const { tasks, nextPid } = kernel.pidNamespace;
    for (const task of tasks.values()) {
      // Who is born on the way has its turn in the next round.
      if (task.id >= nextPid) break;
      if (!isReady(kernel, task)) continue;
      progress = true;
      steps++;
      stepTask(kernel, task, programs);
    }
  }
}

function stepTask(kernel: Kernel, task: Task, programs: ReadonlyMap<string, Program>): void {
  const { program } = task;
  task.disk = null;
  if (program === null || !flush(kernel, task)) return;
  if (program.exitCode !== null) {
    die(kernel, task, { how: 'exited', code: program.exitCode });
    return;
  }
  const code = programs.get(program.name);
  program.waitsFor = null;
  if (code === undefined) {
    program.exitCode = 127;
    return;
  }
  const view = viewOf(kernel, task);
  if (task.arguments[1] === '--help') {
    view.print(`usage: ${code.usage}\n${code.about}\n`);
    program.exitCode = 0;
    return;
  }
  try {
    const step = code.step(view);
    // A system call may have been the last one.
    if (task.program !== program) return;
    if (step.do === 'exit') program.exitCode = step.code;
    else if (step.do === 'wait') program.waitsFor = step.wait;
    if (!waitsForDisk(task)) flush(kernel, task);
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    view.printError(`${task.command}: ${error.message}`);
    program.exitCode = 1;
  }
}

/** Writes what was printed; false where the process died of it, or has to wait for room or for the disk. */
function flush(kernel: Kernel, task: Task): boolean {
  const { program } = task;
  while (program !== null && program.output.length > 0) {
    if (waitsForDisk(task)) {
      program.waitsFor = null;
      return false;
    }
    const [first] = program.output;
    if (first === undefined) break;
    const answer = systemCall(kernel, task, 'write', first.descriptor, first.bytes);
    if (!answer.ok) {
      if (answer.errno === 'EAGAIN') {
        program.waitsFor = { for: 'writable', descriptor: first.descriptor };
        return false;
      }
      if (task.program !== program) return false;
      program.output.shift();
      if (first.descriptor === 1) failToWrite(task.command, program, answer.errno);
    } else if (answer.value < first.bytes.length) {
      program.output[0] = { descriptor: first.descriptor, bytes: first.bytes.subarray(answer.value) };
    } else program.output.shift();
  }
  return !waitsForDisk(task);
}

/** What a program prints has no place to go: it says so and ends. */
function failToWrite(command: string, program: ProgramState, errno: Errno): void {
  program.output = [{ descriptor: 2, bytes: encodeUtf8(`${command}: write error: ${errorText(errno)}\n`) }];
  program.exitCode = 1;
}

/** When something happens by itself next; null where everybody waits for somebody else. */
export function nextInstant(kernel: Kernel): Nanoseconds | null {
  if (kernel.panic !== null) return null;
  const { rates } = cpuShares(kernel);
  let next = nextDiskInstant(kernel.disk);
  for (const task of kernel.pidNamespace.tasks.values()) {
    // A terminal takes what was printed, and who waited for that goes on a little later.
    if (isReady(kernel, task)) next = Math.min(next ?? Number.MAX_SAFE_INTEGER, kernel.now + TERMINAL_PAUSE);
    const wait = task.program?.waitsFor;
    if (task.state !== 'running' || wait === null || wait === undefined || task.cgroup.isFrozen || waitsForDisk(task)) continue;
    const rate = rates.get(task) ?? 0;
    const at = wait.for === 'time' ? wait.until - task.namespaces.time.monotonicOffset : wait.for === 'cpu' && rate > 0 ? kernel.now + timeUntilServed(wait, rate) : null;
    if (at !== null && (next === null || at < next)) next = Math.max(at, kernel.now);
  }
  return next;
}

/** Lets simulated time pass up to an instant, with everything that happens on the way. */
export function runUntil(kernel: Kernel, until: Nanoseconds, programs: ReadonlyMap<string, Program>): void {
  settle(kernel, programs);
  while (kernel.now < until && kernel.panic === null) {
    const next = nextInstant(kernel);
    pass(kernel, next === null ? until : Math.min(Math.max(next, kernel.now + 1), until));
    settle(kernel, programs);
  }
  kernel.now = Math.max(kernel.now, until);
}

/** Lets the clock go on and gives those that compute their shares. */
function pass(kernel: Kernel, until: Nanoseconds): void {
  const elapsed = until - kernel.now;
  const { rates, throttled } = cpuShares(kernel);
  for (const [task, rate] of rates) {
    const wait = task.program?.waitsFor;
    if (!wantsCpu(task) || wait?.for !== 'cpu') continue;
    const used = serve(wait, elapsed, rate);
    accountTask(task, used);
    for (const group of ancestors(task.cgroup)) accountCpu(group.usage, used);
  }
  for (const [group, share] of throttled) {
    const periods = Math.floor(until / group.cpuPeriod) - Math.floor(kernel.now / group.cpuPeriod);
    group.usage.cpuPeriods += periods;
    group.usage.cpuThrottledPeriods += periods;
    accountThrottling(group.usage, elapsed * share);
  }
  averageLoad(kernel, until);
  passDiskTime(kernel.disk, until);
  kernel.now = until;
}
