import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import { missingCpuFeatures } from '../../../src/simulator/datacenter/cpu-features.ts';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { parseScenario } from '../../../src/simulator/datacenter/scenario-parse.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply, only, refusalOf } from './worlds.ts';

function host(name: string, memory: number, cpuFeatures?: readonly string[]): Command {
  return { kind: 'host.add', host: name, memoryBytes: memory * MEBIBYTE, ...(cpuFeatures && { cpuFeatures }) };
}

function vm(requiredCpuFeatures: readonly string[], on = 'new'): Command {
  return { kind: 'vm.create', vm: 'web', host: on, memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, requiredCpuFeatures };
}

/** A host with all features, an old one with the most room, one that has enough of them, and one of which nothing is known. */
function hosts(): DataCenter {
  const world = new DataCenter(1);
  apply(
    world,
    host('new', 64, ['sse4_2', 'avx2', 'avx512f', 'avx512bw']),
    host('old', 64, ['sse4_2']),
    host('middle', 32, ['sse4_2', 'avx2', 'avx512f', 'avx512bw', 'aes']),
    ...['old', 'middle'].map((other): Command => ({ kind: 'link.edit', between: ['new', other] })),
  );
  return world;
}

test('features are missing that the host is known not to have', () => {
  expect(missingCpuFeatures(['avx2', 'aes', 'sse4_2'], ['sse4_2'])).toEqual(['avx2', 'aes']);
  expect(missingCpuFeatures(['avx2'], undefined)).toEqual([]);
  expect(missingCpuFeatures(undefined, [])).toEqual([]);
});

describe('a VM that needs CPU features', () => {
  test('does not migrate to a host that lacks one, and is told where it could go', () => {
    const world = hosts();
    apply(world, vm(['avx2', 'avx512f']), { kind: 'vm.start', vm: 'web' });
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'web', to: 'old' })).toBe(
      'Host "old" lacks CPU features that VM "web" needs (avx2, avx512f): choose a host that has them (new, middle).',
    );
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'middle' });
  });

  test('is not created on such a host; nor where no host will do', () => {
    expect(refusalOf(hosts(), vm(['avx2'], 'old'))).toBe(
      'Host "old" lacks CPU features that VM "web" needs (avx2): choose a host that has them (new, middle).',
    );
    expect(refusalOf(hosts(), vm(['amx-tile']))).toBe(
      'Host "new" lacks CPU features that VM "web" needs (amx-tile): create it with features that all hosts have.',
    );
  });

  test('migrates to a host of which nothing is known', () => {
    const world = hosts();
    apply(world, host('unknown', 64), { kind: 'link.edit', between: ['new', 'unknown'] }, vm(['avx2']));
    apply(world, { kind: 'vm.start', vm: 'web' }, { kind: 'vm.migrate', vm: 'web', to: 'unknown' });
  });

  test('is drained to a host that will do, though another has more room', () => {
    const world = hosts();
    apply(world, vm(['avx2']), { kind: 'vm.start', vm: 'web' }, { kind: 'host.drain', host: 'new' });
    expect(only(advance(world, 5000), 'host.drain-ended')).toMatchObject([{ moved: ['web'], left: [] }]);
    expect(world.inventory().hosts.map(({ vms }) => vms.length)).toEqual([0, 0, 1]);
  });

  test('is saved with them, and so is the host', () => {
    const world = hosts();
    apply(world, vm(['avx2']));
    const restored = DataCenter.restore(world.save());
    expect(restored.inventory()).toEqual(world.inventory());
    expect(restored.inventory().hosts[1]?.cpuFeatures).toEqual(['sse4_2']);
    expect(restored.inventory().hosts[0]?.vms[0]?.requiredCpuFeatures).toEqual(['avx2']);
  });
});

test('names that make no sense are refused', () => {
  expect(refusalOf(hosts(), host('more', 64, ['AVX 2']))).toBe(
    '"AVX 2" cannot be a CPU feature: write its name as Linux does, such as "avx2".',
  );
  expect(refusalOf(hosts(), vm(['avx2', 'avx2']))).toBe('The CPU features that VM "web" needs name "avx2" twice: name it once.');
});

test('a scenario says what each has and needs', () => {
  const parsed = parseScenario({
    hosts: [{ name: 'alpha', memory: '64 MiB', cpuFeatures: ['avx2'] }, { name: 'beta', memory: '64 MiB', cpuFeatures: [2] }],
    vms: [{ name: 'web', host: 'alpha', memory: '1 MiB', requiredCpuFeatures: 'avx2' }],
  });
  expect(parsed.ok ? [] : parsed.problems.map(({ message }) => message)).toEqual([
    'hosts[1].cpuFeatures must be a list of texts in quotes.',
    'vms[0].requiredCpuFeatures must be a list in brackets, not "avx2".',
  ]);
});
