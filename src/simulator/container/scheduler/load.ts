import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../../kernel/time.ts';
import { waitsForDisk } from '../disk/submit.ts';
import type { Kernel } from '../kernel.ts';

/** Every five seconds Linux looks how many want a vCPU or wait for a disk (kernel/sched/loadavg.c). */
const LOOK_INTERVAL = 5 * NANOSECONDS_PER_SECOND;
const ONE = 2048;
/** What is kept of the averages over 1, 5 and 15 minutes at each look: EXP_1, EXP_5 and EXP_15. */
const KEPT = [1884, 2014, 2037] as const;

/** Takes the looks in that fall between now and an instant, up to which nothing changes. */
export function averageLoad(kernel: Kernel, until: Nanoseconds): void {
  const looks = Math.floor(until / LOOK_INTERVAL) - Math.floor(kernel.now / LOOK_INTERVAL);
  if (looks === 0) return;
  const active = ONE * activeTasks(kernel);
  for (let look = 0; look < looks; look++) {
    const [one, five, fifteen] = kernel.load ?? [0, 0, 0];
    const next = [averaged(one, KEPT[0], active), averaged(five, KEPT[1], active), averaged(fifteen, KEPT[2], active)] as const;
    const isSettled = next[0] === one && next[1] === five && next[2] === fifteen;
    kernel.load = next;
    if (isSettled) return;
  }
}

/** As calc_load() rounds: up while the load grows. */
function averaged(load: number, kept: number, active: number): number {
  const sum = load * kept + active * (ONE - kept);
  return Math.floor((sum + (active >= load ? ONE - 1 : 0)) / ONE);
}

/** How many want a vCPU or wait for the disk now. */
export function activeTasks({ pidNamespace }: Kernel): number {
  return [...pidNamespace.tasks.values()].filter((task) => task.state === 'running' && !task.cgroup.isFrozen && (task.program?.waitsFor?.for === 'cpu' || waitsForDisk(task))).length;
}

/** The averages as /proc/loadavg has them: two digits, cut off. */
export function loadText({ load = [0, 0, 0] }: Kernel): string {
  return load.map((value) => {
    const hundredths = Math.floor(((value + ONE / 200) * 100) / ONE);
    return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
  }).join(' ');
}
