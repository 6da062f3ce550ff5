import { type DiskSettings, KIBIBYTE, LIMITS, MEBIBYTE, type QuantityKind } from '../../simulator/index.ts';
import { formatBytes } from '../../viewmodel/quantities.ts';
import { type CommandArguments, isRecord } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { pick } from '../util/pick.ts';
import { checkQuantity, quantityOf, VM_MEMORY } from '../util/quantity-input.ts';

/** A disk on storage that all hosts share, or of the VM's own. */
export type DiskAnswer = 'shared' | DiskSettings;

const DISK_SIZE: QuantityKind = { ...VM_MEMORY, least: MEBIBYTE, leastText: '1 MiB', most: LIMITS.diskBytes.most, mostText: formatBytes(LIMITS.diskBytes.most) };
/** Real bytes take as much room here as there. */
const SIZE_WITH_FILES: QuantityKind = { ...DISK_SIZE, most: LIMITS.fileDiskBytes.most, mostText: formatBytes(LIMITS.fileDiskBytes.most) };
/** Disks are made of blocks of this size. */
const BLOCK_BYTES = 64 * KIBIBYTE;
const USUAL_SIZE = 1024 * MEBIBYTE;
const USUAL_SIZE_WITH_FILES = 16 * MEBIBYTE;
const USUAL_WRITES = '100';

/** The disk that a command's arguments name: `"shared"`, or settings as in the command, with a size as a text or in bytes. */
export function diskOf(given: CommandArguments): DiskAnswer | undefined {
  const { disk } = given;
  if (disk === 'shared') return disk;
  return isRecord(disk) ? { ...disk, bytes: quantityOf(disk['bytes'], DISK_SIZE, 'The disk') } : undefined;
}

/** Asks where the VM's disk is, and of one of its own how large it is, and how fast it is written where no guest writes files. */
export async function askDisk(vm: string, withFiles: boolean): Promise<DiskAnswer | undefined> {
  const where = await pick(
    [
      { label: '$(cloud) On shared storage', detail: 'Every host reaches it, so a migration moves the memory alone.', value: 'shared' as const },
      { label: '$(database) Its own', detail: 'It is on the host, so a migration mirrors it first, while the VM writes to it.', value: 'own' as const },
    ],
    `Where is the disk of ${vm}?`,
  );
  if (where !== 'own') return where;
  const size = await ask({
    title: `Disk of ${vm}`,
    prompt: 'Size of the disk.',
    value: formatBytes(withFiles ? USUAL_SIZE_WITH_FILES : USUAL_SIZE),
    check: (answer) => checkSize(answer, withFiles ? SIZE_WITH_FILES : DISK_SIZE),
  });
  if (size === undefined) return undefined;
  if (withFiles) return { bytes: quantityOf(size, DISK_SIZE, 'The disk'), files: true };
  const writes = await ask({
    title: `Disk of ${vm}`,
    prompt: `Blocks of ${formatBytes(BLOCK_BYTES)} that the VM writes in a second; 0 for a quiet disk.`,
    value: USUAL_WRITES,
    check: checkWrites,
  });
  if (writes === undefined) return undefined;
  return { bytes: quantityOf(size, DISK_SIZE, 'The disk'), writesPerSecond: Number(writes) };
}

function checkSize(answer: string, kind: QuantityKind): string | undefined {
  const problem = checkQuantity(answer, kind, 'The disk');
  if (problem !== undefined || quantityOf(answer, kind, 'The disk') % BLOCK_BYTES === 0) return problem;
  return `A disk is made of blocks of ${formatBytes(BLOCK_BYTES)}: choose a multiple of that, such as "${formatBytes(USUAL_SIZE)}".`;
}

/** What is wrong with a typed number of writes a second, in one sentence; undefined if nothing is. */
function checkWrites(answer: string): string | undefined {
  const { least, most } = LIMITS.diskWritesPerSecond;
  const isFine = /^\d+$/.test(answer) && Number(answer) >= least && Number(answer) <= most;
  return isFine ? undefined : `Type a whole number from ${least} to ${most}.`;
}
