import type { DiskChainInventory, DiskEvent, DiskImageInventory, DiskJobInventory, VmInventory } from '../../simulator/index.ts';
import { formatBytes, formatRate, formatTime } from '../quantities.ts';

type DiskOperation = DiskJobInventory['operation'];

/** What a job does, as the beginning of a sentence. */
const DOING: Readonly<Record<DiskOperation, string>> = {
  commit: 'Committing',
  stream: 'Streaming',
  rebase: 'Rebasing',
  copy: 'Copying',
};

/** "Committing the disk of web into disk". */
export function jobTitle(vm: string, { operation, base }: Pick<DiskJobInventory, 'operation' | 'base'>): string {
  const where = base === null ? '' : { commit: ` into ${base}`, stream: ` down to ${base}`, rebase: ` onto ${base}`, copy: '' }[operation];
  return `${DOING[operation]} the disk of ${vm}${where}`;
}

/** How much of what is known to be needed is done, in whole percent. */
export function jobPercent({ doneBytes, totalBytes }: Pick<DiskJobInventory, 'doneBytes' | 'totalBytes'>): number {
  return totalBytes === 0 ? 0 : Math.floor((100 * doneBytes) / totalBytes);
}

/** "42 % · 12 GiB of 28 GiB · 34 s left". */
export function jobText(job: DiskJobInventory): string {
  return `${jobPercent(job)} % · ${formatBytes(job.doneBytes)} of ${formatBytes(job.totalBytes)} · ${formatTime(job.remainingNanoseconds)} left`;
}

/** "64 GiB · chain of 3", or how far a job on it is. */
export function diskText({ disk }: VmInventory, { depth, job }: DiskChainInventory): string {
  if (job !== null) return `${job.operation} ${jobPercent(job)} % · ${formatTime(job.remainingNanoseconds)} left`;
  const size = disk === undefined ? '' : formatBytes(disk.bytes);
  return [size, depth === 1 ? 'one image' : `chain of ${depth}`, ...(disk?.shared === true ? ['shared'] : [])].join(' · ');
}

/** Bytes that a commit into this image copies, at most; null where it is not below the top. */
export function bytesToCommit({ images, depth }: DiskChainInventory, base: string): number | null {
  return bytesOf(images.slice(0, depth), base, 0);
}

/** Bytes that streaming down to this image copies, at most; null stands for all the way down. */
export function bytesToStream({ images, depth }: DiskChainInventory, base: string | null): number {
  return bytesOf(images.slice(0, depth), base, 1) ?? 0;
}

function bytesOf(chain: readonly DiskImageInventory[], base: string | null, first: number): number | null {
  const end = base === null ? chain.length : chain.findIndex(({ name }) => name === base);
  return end === -1 ? null : chain.slice(first, end).reduce((sum, { ownBytes }) => sum + ownBytes, 0);
}

/** What copying so much costs while the VM may run: "1 TiB at 500 MB/s: 36 min 39 s, longer if the VM writes meanwhile." */
export function costText(bytes: number, bytesPerSecond: number): string {
  return `${quietCostText(bytes, bytesPerSecond)}, longer if the VM writes meanwhile.`;
}

/** What it costs while the VM is powered off: "1 TiB at 500 MB/s: 36 min 39 s". */
export function quietCostText(bytes: number, bytesPerSecond: number): string {
  return `${formatBytes(bytes)} at ${formatRate(bytesPerSecond)}: ${formatTime(Math.ceil((bytes * 1e9) / bytesPerSecond))}`;
}

type JobEnd = Extract<DiskEvent, { kind: 'disk.job-completed' | 'disk.job-cancelled' | 'disk.job-failed' }>;

/** What came of a job, in one or two sentences. */
export function jobEndText(end: JobEnd): string {
  const { vm, operation } = end;
  switch (end.kind) {
    case 'disk.job-completed': {
      const damaged = end.damaged.length === 0 ? '' : ` ${end.damaged.join(', ')} ${end.damaged.length === 1 ? 'holds' : 'hold'} garbage now.`;
      return `The ${operation} of the disk of ${vm} copied ${formatBytes(end.copiedBytes)} in ${formatTime(end.duration)}; ${end.image} is written from now on.${damaged}`;
    }
    case 'disk.job-cancelled':
      return `The ${operation} of the disk of ${vm} is given up after ${formatBytes(end.doneBytes)}; the disk reads as before.`;
    case 'disk.job-failed':
      return `The ${operation} of the disk of ${vm} failed: ${end.reason}`;
  }
}
