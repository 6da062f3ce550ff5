import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const KIBIBYTES_PER_MEBIBYTE = 1024;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** What the system tells of a process. */
export interface ProcessLook {
  /** Memory that it holds now; null where there is no quick way to know. */
  readonly residentMebibytes: number | null;
  /** How long it has waited for a processor since it began, while others had them all; 0 where that is not told. */
  readonly waitedMilliseconds: number;
}

/** Looks at a process from outside. */
export async function lookAt(processId: number): Promise<ProcessLook> {
  switch (process.platform) {
    case 'linux': {
      const [residentMebibytes, waitedMilliseconds] = await Promise.all([fromProc(processId), waited(processId)]);
      return { residentMebibytes, waitedMilliseconds };
    }
    case 'darwin':
      return { residentMebibytes: await fromPs(processId), waitedMilliseconds: 0 };
    default:
      return { residentMebibytes: null, waitedMilliseconds: 0 };
  }
}

async function fromProc(processId: number): Promise<number | null> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  return toMebibytes(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
}

/** The second of three numbers: https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat. */
async function waited(processId: number): Promise<number> {
  const text = await readFile(`/proc/${processId}/schedstat`, 'utf8').catch(() => '');
  return Number(text.split(' ')[1] ?? 0) / NANOSECONDS_PER_MILLISECOND;
}

async function fromPs(processId: number): Promise<number | null> {
  const text = await new Promise<string>((resolve) => {
    execFile('/bin/ps', ['-o', 'rss=', '-p', String(processId)], (_error, stdout) => resolve(stdout));
  });
  return toMebibytes(/\d+/.exec(text)?.[0]);
}

function toMebibytes(kibibytes: string | undefined): number | null {
  return kibibytes === undefined ? null : Number(kibibytes) / KIBIBYTES_PER_MEBIBYTE;
}
