import type { PageBatch } from '../memory/contents.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import type { SpareArrays } from '../memory/spare-arrays.ts';
import type { MachineCosts } from './costs.ts';
import type { DeviceState } from './device-state.ts';

/**
 * What the virtual-time driver needs of the machine that is migrated away, be it a virtual machine or a container. What
 * each call does, and what it throws, is told by `Machine` among the ports.
 */
export interface MigrationSource {
  readonly isRunning: boolean;
  readonly costs: Pick<MachineCosts, 'startDirtyLog' | 'stop'>;
  readonly pageCount: number;
  startDirtyLog(): void;
  stopDirtyLog(): void;
  collectDirtyLog(): PageBitmap;
  pause(): void;
  resume(): void;
  readPages(pages: Uint32Array, spares?: SpareArrays): PageBatch;
  saveDeviceState(): DeviceState;
  setThrottle(percent: number): void;
  limitPageWrites(pagesPerSecond: number | null): void;
}
