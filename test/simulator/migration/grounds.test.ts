import { expect, test } from 'vitest';
import { milliseconds } from '../../../src/simulator/kernel/time.ts';
import { DEFAULT_PARAMETERS, type StopRuleName } from '../../../src/simulator/migration/parameters.ts';
import { type Look, stopRule } from '../../../src/simulator/migration/stop-rule.ts';

const PAGE = 4096;

const look: Look = {
  round: 3,
  pendingBytes: 600 * PAGE,
  thresholdBytes: 10 * PAGE,
  downtimeLimit: milliseconds(300),
  totalBytes: 10_000 * PAGE,
  transferredBytes: 20_000 * PAGE,
  elapsed: milliseconds(1000),
  dirtyPagesOfSyncs: [9000, 3000, 600],
  roundBytesPerSecond: 1200 * PAGE,
};

function groundsOf(name: StopRuleName) {
  return stopRule({ ...DEFAULT_PARAMETERS, stopRule: name }).grounds?.(look);
}

test.each(['qemu', 'qemu-10.1', 'fixed-rounds'] as const)('%s needs no other numbers than a decision has', (name) => {
  expect(groundsOf(name)).toBeUndefined();
});

test('Xen goes by the pages dirtied, and at first by what was sent in all', () => {
  expect(groundsOf('xen-2004')).toEqual({ rule: 'xen-2004', dirtyPages: 600, transferredBytes: 81_920_000 });
  expect(groundsOf('xen-4.10')).toEqual({ rule: 'xen-4.10', dirtyPages: 600 });
});

test('Cloud Hypervisor goes by how long the rest takes at the rate of the round', () => {
  expect(groundsOf('cloud-hypervisor')).toEqual({
    rule: 'cloud-hypervisor', roundBytesPerSecond: 4_915_200, expectedDowntime: milliseconds(500),
  });
});

test('VirtualBox goes by averages and how long they take', () => {
  expect(groundsOf('virtualbox')).toEqual({
    rule: 'virtualbox',
    dirtyPages: 600,
    // 12600 pages in all, over 4 and over 64 rounds, at 20 pages a millisecond.
    shortAveragePages: 3150,
    longAveragePages: 196,
    isLull: false,
    shortAverageTime: milliseconds(157.5),
    longAverageTime: milliseconds(9.8),
  });
});
