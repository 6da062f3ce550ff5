import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, GIBIBYTE, MEBIBYTE, STOP_RULES } from '../../../src/simulator/index.ts';
import { everyStopRule, patienceFor } from '../../../src/viewmodel/migration/comparison-plan.ts';

test('every stop rule is tried with the settings as they are', () => {
  const runs = everyStopRule({ ...DEFAULT_PARAMETERS, rounds: 3, downtimeLimitMilliseconds: 50, stopRule: 'virtualbox' });
  expect(runs.map(({ parameters }) => parameters.stopRule)).toEqual(STOP_RULES);
  expect(runs.map(({ label }) => label)).toEqual([
    'QEMU up to 10.0', 'QEMU from 10.1', 'Xen of 2004', 'Xen from 4.10', 'Cloud Hypervisor', 'VirtualBox', '3 fixed rounds',
  ]);
  for (const { parameters } of runs) expect(parameters).toMatchObject({ rounds: 3, downtimeLimitMilliseconds: 50 });
});

test('a strategy without rounds gives way to pre-copy, hybrid stays', () => {
  const strategies = (strategy: 'post-copy' | 'hybrid') =>
    new Set(everyStopRule({ ...DEFAULT_PARAMETERS, strategy }).map(({ parameters }) => parameters.strategy));
  expect(strategies('post-copy')).toEqual(new Set(['pre-copy']));
  expect(strategies('hybrid')).toEqual(new Set(['hybrid']));
});

test('a run is given the time in which memory crosses ten times, at the cap or at link speed, and a minute at least', () => {
  const capped = { ...DEFAULT_PARAMETERS, maxBandwidthBytesPerSecond: 64 * MEBIBYTE };
  expect(patienceFor(GIBIBYTE, 1024 * MEBIBYTE, capped)).toBe(160e9);
  expect(patienceFor(GIBIBYTE, 32 * MEBIBYTE, capped)).toBe(320e9);
  expect(patienceFor(GIBIBYTE, 128 * MEBIBYTE, { ...capped, maxBandwidthBytesPerSecond: 0 })).toBe(80e9);
  expect(patienceFor(MEBIBYTE, 128 * MEBIBYTE, capped)).toBe(60e9);
});
