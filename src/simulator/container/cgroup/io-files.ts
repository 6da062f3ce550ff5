import type { BlockDevice } from '../disk/block-device.ts';
import { demand, fail } from '../errno.ts';
import type { CgroupUsage, IoLimits } from './cgroup.ts';

/* io.max and io.stat: cgroup-v2.rst, "IO Interface Files". */

/** The keys of io.max, in the order in which they are shown. */
const KEYS = { rbps: 'readBytes', wbps: 'writeBytes', riops: 'readOperations', wiops: 'writeOperations' } as const satisfies Record<string, keyof IoLimits>;

/** A line for the disk where something is limited. */
export function ioMaxText(disk: BlockDevice, limits: IoLimits): string {
  const settings = Object.entries(KEYS).map(([key, limit]) => ({ key, most: limits[limit] }));
  if (settings.every(({ most }) => most === null)) return '';
  return `${disk.number} ${settings.map(({ key, most }) => `${key}=${most ?? 'max'}`).join(' ')}\n`;
}

/** A line for the disk where something was read or written. */
export function ioStatText(disk: BlockDevice, { readBytes, writtenBytes, reads, writes }: CgroupUsage): string {
  if (reads + writes === 0) return '';
  return `${disk.number} rbytes=${readBytes} wbytes=${writtenBytes} rios=${reads} wios=${writes} dbytes=0 dios=0\n`;
}

/**
 * "253:0 rbps=2097152 wiops=120": what is not named stays. EINVAL for a key or number that is none and for 1, ERANGE
 * for 0, ENODEV for another device (block/blk-throttle.c, tg_set_limit).
 */
export function parseIoMax(disk: BlockDevice, before: IoLimits, text: string): IoLimits {
  const parts = /^(\d+:\d+)(?:\s+(.*))?$/s.exec(text.trim());
  if (parts === null) fail('EINVAL');
  const [, device, settings = ''] = parts;
  demand(device === disk.number, 'ENODEV');
  const after: { -readonly [Limit in keyof IoLimits]: IoLimits[Limit] } = { ...before };
  for (const setting of settings.split(/\s+/).filter((word) => word !== '')) {
    const [key = '', amount = ''] = setting.split('=');
    const digits = /^\d+/.exec(amount)?.[0];
    demand(digits !== undefined || amount === 'max', 'EINVAL');
    const most = digits === undefined ? null : Number(digits);
    demand(most !== 0, 'ERANGE');
    demand(most !== 1 && Object.hasOwn(KEYS, key), 'EINVAL');
    after[KEYS[key as keyof typeof KEYS]] = most;
  }
  return after;
}
