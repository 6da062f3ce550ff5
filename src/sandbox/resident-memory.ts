import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const KIBIBYTES_PER_MEBIBYTE = 1024;

/** Memory a process holds now, in mebibytes; null where the system has no quick way to tell. */
export async function residentMebibytes(processId: number): Promise<number | null> {
  switch (process.platform) {
    case 'linux':
      return fromProc(processId);
    case 'darwin':
      return fromPs(processId);
    default:
      return null;
  }
}

async function fromProc(processId: number): Promise<number | null> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  return toMebibytes(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
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
