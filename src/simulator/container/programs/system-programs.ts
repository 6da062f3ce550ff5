import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { optionsOf } from './options.ts';
import type { ProcessView } from './process-view.ts';
import { atOnce, type Program } from './program.ts';

function uname(process: ProcessView): number {
  const { flags } = optionsOf(process, 'asnrvm');
  const words = { s: 'Linux', n: process.must('uname', 'gethostname'), r: '6.18', v: 'virtlab', m: 'x86_64' };
  const asked = Object.entries(words).filter(([flag]) => flags.has('a') || flags.has(flag) || (flags.size === 0 && flag === 's'));
  process.print(`${asked.map(([, word]) => word).join(' ')}\n`);
  return 0;
}

function which(process: ProcessView): number {
  let code = 0;
  for (const name of optionsOf(process, 'a').operands) {
    const found = (process.task.environment['PATH'] ?? '/bin').split(':').map((folder) => `${folder}/${name}`).find((path) => process.call('access', path, ['execute']).ok);
    if (found === undefined) code = 1;
    else process.print(`${found}\n`);
  }
  return code;
}

/** /proc/meminfo is that of the whole machine, in every container. */
function free(process: ProcessView): number {
  const fields = new Map(process.readFile('/proc/meminfo').split('\n').map((line) => line.split(/:\s*/) as [string, string]));
  const kibibytes = (key: string): number => Number.parseInt(fields.get(key) ?? '0', 10);
  const [total, unused] = [kibibytes('MemTotal'), kibibytes('MemFree')];
  process.print('               total        used        free\n');
  process.print(`Mem:    ${[total, total - unused, unused].map((number) => String(number).padStart(12)).join('')}\n`);
  return 0;
}

/** Programs that show the machine: its name, its uptime, its memory, where programs are. */
export const SYSTEM_PROGRAMS: readonly Program[] = [
  atOnce('uname', 'uname [-a] [-snrvm]', 'Shows which kernel it is, and the name of the machine.', uname),
  atOnce('whoami', 'whoami', 'Shows the name of the user.', (process) => {
    const [, uid] = process.must('whoami', 'getresuid');
    process.print(`${uid === 0 ? 'root' : uid === 65_534 ? 'nobody' : uid}\n`);
    return 0;
  }),
  atOnce('which', 'which NAME...', 'Shows where programs are found.', which),
  atOnce('clear', 'clear', 'Clears the screen.', (process) => {
    process.print('\u001b[H\u001b[2J');
    return 0;
  }),
  atOnce('uptime', 'uptime', 'Shows how long the machine is up, and its load.', (process) => {
    const seconds = process.must('uptime', 'clock_gettime', 'boottime') / NANOSECONDS_PER_SECOND;
    process.print(`up ${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s, load average: ${process.readFile('/proc/loadavg').split(' ').slice(0, 3).join(', ')}\n`);
    return 0;
  }),
  atOnce('free', 'free', 'Shows the memory of the whole machine, in KiB.', free),
];
