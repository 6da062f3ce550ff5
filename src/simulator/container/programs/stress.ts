import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import { pagesIn } from '../process/address-space.ts';
import { refuse } from './options.ts';
import { secondsOf } from './seconds.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { exit, type Program, type Step, waitFor } from './program.ts';

/** A little at a time, so that it sees when its time is up. */
const COMPUTING_TICK = NANOSECONDS_PER_SECOND / 2;
/** Writes its share of pages after so much time on a vCPU. */
const WRITING_TICK = NANOSECONDS_PER_SECOND / 20;

/** stress: computes for a while in so many processes, or takes memory and with --vm-keep goes on writing it (stress-ng(1)). */
function stress(process: ProcessView): Step {
  const { memory } = process;
  if (memory['begun'] !== true) begin(process);
  for (let done = process.call('waitpid'); done.ok && done.value !== null; done = process.call('waitpid'));
  if (process.now >= Number(memory['until'])) return exit(0);
  if (memory['keeps'] === true) return keepWriting(process);
  if (!process.args.some((arg) => arg === '--cpu' || arg === '-c')) return waitFor({ for: 'time', until: Number(memory['until']) });
  return waitFor({ for: 'cpu', remaining: Math.min(COMPUTING_TICK, Number(memory['until']) - process.now) });
}

function begin(process: ProcessView): void {
  const { memory, args } = process;
  const option = (...names: readonly string[]): string | undefined => args[args.findIndex((arg) => names.includes(arg)) + 1 || args.length];
  if (!['--cpu', '-c', '--vm-bytes', '-m'].some((name) => args.includes(name))) refuse(process, 'nothing to do: give --cpu or --vm-bytes');
  const bytes = bytesOf('--vm-bytes', option('--vm-bytes', '-m') ?? '0');
  memory['pagesPerTick'] = Math.max(1, Math.round((bytesOf('--vm-rate', option('--vm-rate') ?? '16M') * WRITING_TICK) / NANOSECONDS_PER_SECOND / PAGE_BYTES));
  memory['until'] = process.now + secondsOf(process, option('--timeout', '-t') ?? '10');
  memory['begun'] = true;
  for (let more = Number(option('--cpu', '-c') ?? 1); more > 1; more--) if (!process.call('clone').ok) break;
  // Only the first one takes memory.
  process.must('memory', 'allocate', bytes);
  memory['keeps'] = args.includes('--vm-keep') && bytes >= PAGE_BYTES;
}

/** Page after page, over and over. A page that is not here yet is waited for. */
function keepWriting(process: ProcessView): Step {
  const { memory } = process;
  for (let left = Number(memory['left'] ?? 0); left > 0; left--) {
    const written = Number(memory['written'] ?? 0);
    const page = written % pagesIn(process.task);
    memory['left'] = left;
    if (!process.writePage(page, (written + 1) >>> 0)) return waitFor({ for: 'page', page });
    memory['written'] = written + 1;
  }
  memory['left'] = Number(memory['pagesPerTick']);
  return waitFor({ for: 'cpu', remaining: WRITING_TICK });
}

function bytesOf(option: string, text: string): number {
  const parts = /^(\d+)([KMG]?)$/.exec(text);
  if (parts === null) throw new ProgramFailure(`${option} needs a size like 64M`);
  return Number(parts[1]) * ({ K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[parts[2] ?? ''] ?? 1);
}

/** Uses up vCPUs or memory on purpose (stress(1)). */
export const STRESS: Program = {
  name: 'stress', usage: 'stress [--cpu N] [--vm-bytes SIZE [--vm-keep] [--vm-rate SIZE]] [--timeout SECONDS]',
  about: 'Computes, or takes memory, for a while; --vm-keep goes on writing it, so many bytes in a second of a vCPU.', step: stress,
};
