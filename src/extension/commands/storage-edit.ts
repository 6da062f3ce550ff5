import { BANDWIDTH, type CommandOf, SIZE } from '../../simulator/index.ts';
import { exactRate } from '../../viewmodel/migration/exact-quantities.ts';
import { formatBytes, formatRate } from '../../viewmodel/quantities.ts';
import type { CommandArguments } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { pick } from '../util/pick.ts';
import { checkQuantity, quantityOf } from '../util/quantity-input.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTools } from './registry.ts';

type Change = Omit<CommandOf<'storage.edit'>, 'kind'>;

/**
 * Changes the storage that all hosts share, where the files of background snapshots and of checkpoints are, or lets it fail.
 * Arguments: `bandwidth` ("500 MB/s", or bytes a second), `free` ("10 GiB", or bytes), `works`.
 */
export async function editStorage(given: CommandArguments, { world }: CommandTools): CommandResult {
  const { bytesPerSecond, freeBytes, works } = world.inventory.storage;
  const change = changeOf(given) ?? (await pickChange({ bytesPerSecond, freeBytes, works }));
  if (!change) return undefined;
  const outcome = await world.apply({ kind: 'storage.edit', ...change });
  const now = world.inventory.storage;
  const rate = `${formatRate(now.bytesPerSecond)}, ${formatBytes(now.freeBytes)} free`;
  return report(outcome, `The shared storage ${now.works ? `takes ${rate}` : 'does not work'}.`);
}

function changeOf({ bandwidth, free, works }: CommandArguments): Change | undefined {
  const change: Change = {
    ...(bandwidth !== undefined && { bytesPerSecond: quantityOf(bandwidth, BANDWIDTH, 'Bandwidth') }),
    ...(free !== undefined && { freeBytes: typeof free === 'number' ? free : quantityOf(free, SIZE, 'Free room') }),
    ...(typeof works === 'boolean' && { works }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

async function pickChange(now: Required<Change>): Promise<Change | undefined> {
  const choice = await pick<'rate' | 'full' | 'free' | 'fail' | 'repair'>(
    [
      { label: '$(dashboard) Bandwidth…', description: formatRate(now.bytesPerSecond), value: 'rate' },
      { label: '$(database) Free room…', description: formatBytes(now.freeBytes), value: 'free' },
      { label: '$(circle-slash) Fill it up', description: 'no space left on device', value: 'full' },
      now.works
        ? { label: '$(error) Let it fail', description: 'every access is an input/output error', value: 'fail' }
        : { label: '$(tools) Repair it', description: 'it works again', value: 'repair' },
    ],
    'Change what of the storage that all hosts share?',
  );
  switch (choice) {
    case undefined:
      return undefined;
    case 'full':
      return { freeBytes: 0 };
    case 'fail':
    case 'repair':
      return { works: choice === 'repair' };
    case 'rate': {
      const typed = await ask({ title: 'Shared storage', prompt: 'How fast files are written, such as "500 MB/s".', value: exactRate(now.bytesPerSecond), check: (text) => checkQuantity(text, BANDWIDTH, 'Bandwidth') });
      return typed === undefined ? undefined : { bytesPerSecond: quantityOf(typed, BANDWIDTH, 'Bandwidth') };
    }
    case 'free': {
      const typed = await ask({ title: 'Shared storage', prompt: 'Room for more files, such as "10 GiB".', value: '10 GiB', check: (text) => checkQuantity(text, SIZE, 'Free room') });
      return typed === undefined ? undefined : { freeBytes: quantityOf(typed, SIZE, 'Free room') };
    }
  }
}
