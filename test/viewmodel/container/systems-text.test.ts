import { describe, expect, test } from 'vitest';
import { NAMESPACE_KINDS, WALL_PRESETS, type WallPreset } from '../../../src/simulator/index.ts';
import { PRESETS, presetRows } from '../../../src/viewmodel/container/preset-rows.ts';
import { SYSTEM_ROWS } from '../../../src/viewmodel/container/system-facts.ts';
import { systemsText } from '../../../src/viewmodel/container/systems-text.ts';

function cell(wall: string, preset: WallPreset): string | undefined {
  return presetRows().find((row) => row.wall === wall)?.cells[preset];
}

describe('the table of containers, jails and zones', () => {
  test('has a column for each preset and a row for each namespace, as the presets have them', () => {
    expect(PRESETS.toSorted()).toEqual(Object.keys(WALL_PRESETS).toSorted());
    for (const preset of PRESETS) {
      const { namespaces, root, capabilities, limits } = WALL_PRESETS[preset];
      expect(NAMESPACE_KINDS.filter((kind) => cell(`${kind} namespace`, preset) === 'yes').toSorted()).toEqual([...namespaces].toSorted());
      expect(cell('root directory', preset)).toBe(`by ${root}`);
      expect(cell('capabilities of its root', preset)).toBe(String(capabilities.length));
      expect(cell('processes at most', preset)).toBe(limits.processes === null ? 'no limit' : String(limits.processes));
    }
  });

  test('shows what sets them apart', () => {
    expect(PRESETS.map((preset) => cell('user namespace', preset))).toEqual(['yes', 'no', 'no', 'no', 'no']);
    expect(PRESETS.map((preset) => cell('may call chroot', preset))).toEqual(['yes', 'yes', 'no', 'yes', 'yes']);
    expect(PRESETS.map((preset) => cell('may set the wall clock', preset))).toEqual(['no', 'no', 'no', 'no', 'yes']);
    expect(cell('memory at most', 'zone')).toBe('256 MiB');
  });

  test('says of every fact where it is written', () => {
    for (const { linux, freebsd, illumos } of SYSTEM_ROWS) {
      expect(linux.source).toMatch(/^(\w+\(\d\)|OCI runtime-spec)/);
      expect(freebsd.source).toMatch(/^(jail|rctl)\(8\)/);
      expect(illumos.source).toMatch(/^(zones\(7\)|zonecfg\(8\))/);
    }
  });

  test('is a page of two whole tables', () => {
    const rows = systemsText().split('\n').filter((line) => line.startsWith('|'));
    expect(rows.filter((line) => line.split(' | ').length === 4 && !line.startsWith('|:'))).toHaveLength(1 + SYSTEM_ROWS.length);
    expect(rows.filter((line) => line.split(' | ').length === 6)).toHaveLength(1 + presetRows().length);
  });
});
