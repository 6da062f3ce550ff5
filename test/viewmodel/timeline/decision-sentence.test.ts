import { expect, test } from 'vitest';
import { type Decision, DEFAULT_PARAMETERS, milliseconds, type StopRuleName } from '../../../src/simulator/index.ts';
import { decisionSentence } from '../../../src/viewmodel/timeline/decision-sentence.ts';

const MIB = 1024 * 1024;

/** The sentence of a decision of a rule on `web`, which has 1 GiB; the threshold is there and is to be ignored. */
function told(stopRule: StopRuleName, decision: Partial<Decision>): string {
  const story = { vm: 'web', from: 'alpha', to: 'beta', memoryBytes: 1024 * MIB, parameters: { ...DEFAULT_PARAMETERS, stopRule } };
  return decisionSentence({
    kind: 'migration.decision', migration: 'migration-1', sequence: 0, time: 0,
    round: 3, pendingBytes: 160 * MIB, thresholdBytes: 36 * MIB, bandwidthBytesPerSecond: 125e6, verdict: 'sync', ...decision,
  }, story);
}

test('QEMU holds pending bytes against the threshold; before and after 10.1 differ where they are equal', () => {
  expect(told('qemu', {})).toBe('Pending 160 MiB > threshold 36.0 MiB: one more round.');
  expect(told('qemu', { verdict: 'send' })).toBe('Pending 160 MiB > threshold 36.0 MiB: go on with round 3.');
  expect(told('qemu', { thresholdBytes: 0, verdict: 'send' })).toBe('Pending 160 MiB, no threshold before the bandwidth is measured: go on with round 3.');
  expect(told('qemu', { pendingBytes: 36 * MIB })).toBe('Pending 36.0 MiB = threshold 36.0 MiB, not below it: one more round.');
  expect(told('qemu-10.1', { pendingBytes: 36 * MIB, verdict: 'switch-over' })).toBe('Pending 36.0 MiB = threshold 36.0 MiB, and no more: stop web and send the rest.');
  expect(told('qemu', { pendingBytes: 0, verdict: 'switch-over' })).toBe('Nothing is pending: stop web and send the rest.');
});

test('Xen of 2004 counts dirty pages, rounds and bytes', () => {
  const grounds = { rule: 'xen-2004', dirtyPages: 40_960, transferredBytes: 1200 * MIB } as const;
  expect(told('xen-2004', { verdict: 'send' })).toBe('Round 3, 160 MiB pending: go on with it.');
  expect(told('xen-2004', { grounds })).toBe('Round 3 of at most 29 is sent, 1.17 GiB of at most 3.00 GiB; 40 960 pages dirty, not fewer than 50: one more round.');
  expect(told('xen-2004', { verdict: 'switch-over', grounds: { ...grounds, dirtyPages: 31 } })).toBe('31 pages dirty, fewer than 50: stop web and send the rest.');
  expect(told('xen-2004', { verdict: 'switch-over', round: 29, grounds })).toBe('Round 29 is sent, the last one, with 40 960 pages dirty: stop web and send the rest.');
  expect(told('xen-2004', { verdict: 'switch-over', round: 20, grounds: { ...grounds, transferredBytes: 3100 * MIB } })).toBe(
    '3.03 GiB are sent, more than 3 times the memory, with 40 960 pages dirty: stop web and send the rest.',
  );
});

test('Xen since 4.10 counts dirty pages and rounds', () => {
  expect(told('xen-4.10', { grounds: { rule: 'xen-4.10', dirtyPages: 40_960 } })).toBe('Round 3 of at most 5 is sent; 40 960 pages dirty, not fewer than 50: one more round.');
  expect(told('xen-4.10', { verdict: 'switch-over', round: 5, grounds: { rule: 'xen-4.10', dirtyPages: 40_960 } })).toBe('Round 5 is sent, the last one, with 40 960 pages dirty: stop web and send the rest.');
  expect(told('xen-4.10', { verdict: 'switch-over', grounds: { rule: 'xen-4.10', dirtyPages: 1 } })).toBe('1 page dirty, fewer than 50: stop web and send the rest.');
});

test('Cloud Hypervisor asks how long the rest takes at the rate of the round', () => {
  const grounds = { rule: 'cloud-hypervisor', roundBytesPerSecond: 120e6, expectedDowntime: milliseconds(1398) } as const;
  expect(told('cloud-hypervisor', { grounds })).toBe('160 MiB pending would take 1.40 s at the 120 MB/s of round 3, longer than the limit of 300 ms: one more round.');
  expect(told('cloud-hypervisor', { pendingBytes: 32 * MIB, verdict: 'switch-over', grounds: { ...grounds, expectedDowntime: milliseconds(280) } })).toBe(
    '32.0 MiB pending would take 280 ms at the 120 MB/s of round 3, within the limit of 300 ms: stop web and send the rest.',
  );
  expect(told('cloud-hypervisor', { pendingBytes: 0, verdict: 'switch-over', grounds: { ...grounds, expectedDowntime: 0 } })).toBe(
    'Round 3 is sent and nothing is dirty: stop web and send the rest.',
  );
});

test('VirtualBox waits for a lull, then asks for small averages, then for a short time', () => {
  const grounds = {
    rule: 'virtualbox', dirtyPages: 600, shortAveragePages: 3150, longAveragePages: 196, isLull: false,
    shortAverageTime: milliseconds(103), longAverageTime: milliseconds(6.4),
  } as const;
  const numbers = '600 pages dirty after round 3, 3 150 on average of 4 rounds, 196 of 64';
  expect(told('virtualbox', { grounds })).toBe(`${numbers}, which is no lull: one more round.`);
  expect(told('virtualbox', { grounds: { ...grounds, isLull: true } })).toBe(
    `${numbers}, a lull but without the small averages that rounds up to 10 ask for (128 and 1 024, or 256 of 64): one more round.`,
  );
  expect(told('virtualbox', { verdict: 'switch-over', round: 11, grounds: { ...grounds, isLull: true } })).toBe(
    '600 pages dirty after round 11, 3 150 on average of 4 rounds, 196 of 64, a lull that would take 103 ms and 6.40 ms against a limit of 300 ms: stop web and send the rest.',
  );
});

test('a trace without the numbers is told without them, and never by a threshold', () => {
  for (const rule of ['xen-2004', 'xen-4.10', 'cloud-hypervisor', 'virtualbox'] as const) {
    expect(told(rule, {})).toBe('Round 3 is sent, 160 MiB pending: one more round.');
  }
});
