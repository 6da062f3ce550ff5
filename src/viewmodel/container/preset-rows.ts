import { NAMESPACE_KINDS, WALL_PRESETS, type WallPreset, type Walls } from '../../simulator/index.ts';
import { formatBytes, formatRate } from '../quantities.ts';

/** What the presets are called, in the order of the columns. */
export const PRESET_WORDS: Readonly<Record<WallPreset, string>> = {
  full: 'All walls', usual: 'The usual walls', jail: 'A jail', zone: 'A zone', chroot: 'chroot only',
};

/** The presets in the order of the columns. */
export const PRESETS = Object.keys(PRESET_WORDS) as readonly WallPreset[];

/** One wall, and how it stands in each preset. */
export interface PresetRow {
  readonly wall: string;
  readonly cells: Readonly<Record<WallPreset, string>>;
}

/** Every wall that a preset can have, read from the presets themselves. */
export function presetRows(): readonly PresetRow[] {
  return ROWS.map(([wall, cell]) => ({
    wall,
    cells: Object.fromEntries(PRESETS.map((preset) => [preset, cell(WALL_PRESETS[preset])])) as Record<WallPreset, string>,
  }));
}

const yes = (stands: boolean): string => (stands ? 'yes' : 'no');

const ROWS: readonly (readonly [string, (walls: Walls) => string])[] = [
  ...NAMESPACE_KINDS.map((kind) => [`${kind} namespace`, ({ namespaces }: Walls) => yes(namespaces.includes(kind))] as const),
  ['root directory', ({ root }) => (root === 'none' ? 'that of the host' : `by ${root}`)],
  ['capabilities of its root', ({ capabilities }) => String(capabilities.length)],
  ['may mount', ({ capabilities }) => yes(capabilities.includes('SYS_ADMIN'))],
  ['may set up its network', ({ capabilities }) => yes(capabilities.includes('NET_ADMIN'))],
  ['may call chroot', ({ capabilities }) => yes(capabilities.includes('SYS_CHROOT'))],
  ['may set the wall clock', ({ capabilities }) => yes(capabilities.includes('SYS_TIME'))],
  ['system calls allowed', ({ seccomp }) => (seccomp === null ? 'all' : String(seccomp.length))],
  ['no new privileges', ({ noNewPrivileges }) => yes(noNewPrivileges)],
  ['read-only root', ({ readOnlyRoot }) => yes(readOnlyRoot)],
  ['handles of the host closed', ({ closesHandles }) => yes(closesHandles)],
  ['vCPUs at most', ({ limits }) => (limits.cpus === null ? 'no limit' : String(limits.cpus))],
  ['memory at most', ({ limits }) => (limits.memoryBytes === null ? 'no limit' : formatBytes(limits.memoryBytes))],
  ['processes at most', ({ limits }) => (limits.processes === null ? 'no limit' : String(limits.processes))],
  ['disk at most', ({ limits }) => (limits.io.writeBytes === null ? 'no limit' : formatRate(limits.io.writeBytes))],
];
