import { expect, test } from 'vitest';
import { WALL_PRESETS, type Walls } from '../../../src/simulator/index.ts';
import { wallsSentence } from '../../../src/viewmodel/container/walls-sentence.ts';

test('says which walls stand and which are missing', () => {
  expect(wallsSentence(WALL_PRESETS.full)).toBe(
    `Walls: all 8 namespaces, pivot_root, 14 of 41 capabilities, seccomp with ${WALL_PRESETS.full.seccomp.length} calls, no new privileges, handles closed, ` +
    'at most 1 vCPU, 128 MiB, 64 processes, 10 MB/s read, 10 MB/s written. Missing: read-only root.',
  );
  expect(wallsSentence(WALL_PRESETS.chroot)).toBe(
    'Walls: chroot. Missing: mnt pid net ipc uts user cgroup time namespaces, capabilities, seccomp, no new privileges, read-only root, closed handles, limits.',
  );
  const none: Walls = { ...WALL_PRESETS.chroot, root: 'none' };
  expect(wallsSentence(none)).toBe('No wall stands around it.');
  expect(wallsSentence({ ...WALL_PRESETS.full, readOnlyRoot: true })).toContain('None is missing.');
});
