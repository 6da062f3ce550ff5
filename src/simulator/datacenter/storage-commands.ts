import type { StorageSettings } from '../machine/shared-storage.ts';
import { TEBIBYTE } from '../memory/page.ts';
import type { CommandOf } from './commands.ts';
import { LIMITS, requireWithin } from './limits.ts';
import type { World } from './world.ts';

/** What the shared storage is like where nobody said otherwise: a SATA solid-state disk with room for 16 TiB. */
export const DEFAULT_STORAGE: StorageSettings = { bytesPerSecond: 500e6, freeBytes: 16 * TEBIBYTE, works: true };

/** Changes the shared storage, or lets it fail; what is being written there finds out with its next write. */
export function applyStorageCommand(world: World, command: CommandOf<'storage.edit'>): void {
  const { bytesPerSecond, freeBytes, works } = command;
  if (bytesPerSecond !== undefined) {
    requireWithin('The rate of the shared storage, in bytes a second,', bytesPerSecond, LIMITS.storageBytesPerSecond);
  }
  if (freeBytes !== undefined) requireWithin('The free room of the shared storage, in bytes,', freeBytes, LIMITS.storageFreeBytes);
  world.storage.change({
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    ...(freeBytes !== undefined && { freeBytes }),
    ...(works !== undefined && { works }),
  });
  world.emit({ kind: 'storage.edited', ...world.storage.settings });
}
